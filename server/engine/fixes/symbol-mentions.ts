import type { Node } from 'web-tree-sitter';
import type { LinkedProject } from '../linked-project.ts';
import { isTestModule } from '../test-module.ts';
import { type ClassNode, enclosingFunction, type FunctionNode, type Module, type Value } from '../value.ts';
import type { FixSources, SourceFile } from './fix-sources.ts';
import { isField } from './syntax-nodes.ts';
import { classBodyOf, scopeOf, valuesOf } from './tree-expressions.ts';

/** What a program gives a name: a variable or function of a scope, an attribute of a class, one of `app.state`. */
export type ProgramSymbol =
  | { readonly kind: 'name'; readonly scope: FunctionNode; readonly name: string }
  | { readonly kind: 'attribute'; readonly cls: ClassNode; readonly name: string }
  | { readonly kind: 'state'; readonly name: string };

/** A place that means a symbol: an identifier, or `object.name`. */
export interface Mention {
  readonly file: SourceFile;
  readonly node: Node;
}

export interface Mentions {
  readonly places: readonly Mention[];
  /** Paths of tests that name it, or may do so. */
  readonly tests: readonly string[];
}

/** Everything that may stand for a module's name in another one is followed so far. */
const longestAlias = 4;

/**
 * Every place of a project that means a symbol, its definition and imports left out. Undefined where some place may mean it and
 * is not known to.
 */
export function mentionsOfSymbol(
  project: LinkedProject,
  sources: FixSources,
  symbol: ProgramSymbol,
): Mentions | undefined {
  const search = new MentionSearch(project, sources);
  switch (symbol.kind) {
    case 'name':
      return search.result(search.name(symbol.scope, symbol.name, longestAlias));
    case 'attribute':
      return search.result(search.attribute(symbol.cls, symbol.name));
    case 'state':
      return search.result(search.state(symbol.name));
  }
}

/** The function whose variable an identifier is; undefined for a name of a class's body, or an unknown one. */
export function ownerOf(project: LinkedProject, module: Module, node: Node): FunctionNode | undefined {
  const cls = classBodyOf(module, node);
  if (cls?.facts.bindings.some(({ target }) => target === node.text)) return undefined;
  const names = project.inference.scopes;
  for (let at = scopeOf(module, node); at; at = enclosingFunction(at)) {
    const found = names.of(at).get(node.text);
    if (!found) continue;
    const isElsewhere = found.every(
      (definition) =>
        definition.kind === 'binding' &&
        definition.binding.isLocal &&
        !(definition.binding.decides.start <= node.startIndex && node.startIndex < definition.binding.decides.end),
    );
    if (!isElsewhere) return at;
  }
  return undefined;
}

class MentionSearch {
  private readonly project: LinkedProject;
  private readonly sources: FixSources;
  private readonly places: Mention[] = [];
  private readonly tests = new Set<string>();
  private readonly seen = new Set<string>();

  constructor(project: LinkedProject, sources: FixSources) {
    this.project = project;
    this.sources = sources;
  }

  result(isWhole: boolean): Mentions | undefined {
    return isWhole ? { places: this.places, tests: [...this.tests] } : undefined;
  }

  name(owner: FunctionNode, name: string, depth: number): boolean {
    const { module } = owner;
    const key = `${module.path}:${owner.index}:${name}`;
    if (this.seen.has(key)) return true;
    this.seen.add(key);
    const file = this.sources.file(module);
    if (!file || depth === 0) return false;
    for (const node of identifiers(file, name)) {
      if (ownerOf(this.project, module, node) === owner) this.add(file, node);
    }
    return owner.index > 0 || this.nameElsewhere(module, name, depth);
  }

  /** A module's name in the other modules: imported, or as an attribute of the module. */
  private nameElsewhere(module: Module, name: string, depth: number): boolean {
    const { inference } = this.project;
    for (const other of this.project.modules.values()) {
      const text = this.sources.textOf(other.path) ?? '';
      if (!text.includes(name)) continue;
      for (const statement of other.facts.imports) {
        if (statement.member !== name && statement.member !== '*') continue;
        if (inference.importedFrom(other, statement) !== module) continue;
        const binds = statement.member === '*' ? name : statement.binds;
        const scope = other.functions[statement.function];
        if (statement.member === '*' && other.functions[0] && this.isBound(other.functions[0], name)) continue;
        if (isTestModule(other.path)) this.tests.add(other.path);
        else if (!scope || !this.aliased(scope, binds, statement.member === '*', depth)) return false;
      }
      if (other !== module && !this.attributesOfModule(other, text, module, name)) return false;
      if (hasQuoted(text, name) && !this.inTest(other)) return false;
    }
    return true;
  }

  private isBound(scope: FunctionNode, name: string): boolean {
    return this.project.inference.scopes.of(scope).has(name);
  }

  private aliased(scope: FunctionNode, binds: string, isStar: boolean, depth: number): boolean {
    if (!isStar) return this.name(scope, binds, depth - 1);
    const file = this.sources.file(scope.module);
    if (!file) return false;
    for (const node of identifiers(file, binds)) {
      if (ownerOf(this.project, scope.module, node) === undefined) this.add(file, node);
    }
    return this.nameElsewhere(scope.module, binds, depth - 1);
  }

  private attributesOfModule(other: Module, text: string, module: Module, name: string): boolean {
    if (!mayHaveAttribute(text, name)) return true;
    const file = this.sources.file(other);
    if (!file) return false;
    for (const node of attributes(file, name)) {
      const object = node.childForFieldName('object');
      const values = object ? valuesOf(this.project, other, object) : [];
      if (!values.some((value) => value.kind === 'module' && value.key === module.key)) continue;
      if (!this.inTest(other)) this.add(file, node);
    }
    return true;
  }

  attribute(cls: ClassNode, name: string): boolean {
    for (const module of this.project.modules.values()) {
      const text = this.sources.textOf(module.path) ?? '';
      if (!text.includes(name)) continue;
      if (hasQuoted(text, name) && !this.inTest(module)) return false;
      const isOwn = module === cls.module;
      if (!isOwn && !mayHaveAttribute(text, name)) continue;
      const file = this.sources.file(module);
      if (!file) return false;
      for (const node of attributes(file, name)) {
        const relation = this.relation(module, node, cls);
        if (relation === 'other') continue;
        if (this.inTest(module)) break;
        if (relation === 'unknown') return false;
        this.add(file, node);
      }
      for (const node of isOwn ? identifiers(file, name) : []) {
        if (classBodyOf(module, node) === cls && node.parent?.type !== 'keyword_argument') this.add(file, node);
      }
    }
    return true;
  }

  /** Whether an attribute is one of an object of a class, of one of its bases or of its subclasses. */
  private relation(module: Module, node: Node, cls: ClassNode): 'own' | 'other' | 'unknown' {
    const object = node.childForFieldName('object');
    const values = object ? valuesOf(this.project, module, object) : [];
    if (values.length === 0) return 'unknown';
    const { classes } = this.project.inference;
    const isRelated = (value: Value): boolean => {
      const node =
        value.kind === 'instance' || value.kind === 'class'
          ? value.node
          : value.kind === 'super'
            ? value.owner
            : undefined;
      if (!node) return false;
      return classes.lineage(node).classes.includes(cls) || classes.lineage(cls).classes.includes(node);
    };
    return values.some(isRelated) ? 'own' : 'other';
  }

  state(name: string): boolean {
    for (const module of this.project.modules.values()) {
      const text = this.sources.textOf(module.path) ?? '';
      if (!text.includes(name)) continue;
      if (hasQuoted(text, name) && !this.inTest(module)) return false;
      if (!mayHaveAttribute(text, name)) continue;
      const file = this.sources.file(module);
      if (!file) return false;
      for (const node of attributes(file, name)) {
        const object = node.childForFieldName('object');
        if (!object) return false;
        const values = valuesOf(this.project, module, object);
        const isState = values.some(({ kind }) => kind === 'state');
        const mayBeState = values.length === 0 && /(^|[._])state$/.test(object.text);
        if (!isState && !mayBeState) continue;
        if (this.inTest(module)) break;
        if (mayBeState) return false;
        this.add(file, node);
      }
    }
    return true;
  }

  private inTest(module: Module): boolean {
    if (!isTestModule(module.path)) return false;
    this.tests.add(module.path);
    return true;
  }

  private add(file: SourceFile, node: Node): void {
    if (!this.inTest(file.module)) this.places.push({ file, node });
  }
}

/** Whether a name stands where an attribute is looked up, or an object replaced, by its name in a string. */
function hasQuoted(text: string, name: string): boolean {
  return new RegExp(
    String.raw`\b(?:[gs]etattr|hasattr|delattr|attrgetter|patch(?:\.object)?|import_string)\s*\([^()]*["'](?:[\w.]+\.)?${name}["']`,
  ).test(text);
}

function mayHaveAttribute(text: string, name: string): boolean {
  return new RegExp(String.raw`\.\s*${name}(?!\w)`).test(text);
}

/** Identifiers that are variables, without those that a definition or an import gives its name. */
function* identifiers(file: SourceFile, name: string): Iterable<Node> {
  for (const node of identifiersOf(file, name)) if (isVariable(node)) yield node;
}

/** Every identifier of a file with a name, whatever it stands for. */
export function* identifiersOf({ root, text }: SourceFile, name: string): Iterable<Node> {
  for (const { index } of text.matchAll(new RegExp(String.raw`(?<!\w)${name}(?!\w)`, 'g'))) {
    const node = root.descendantForIndex(index, index + name.length - 1);
    if (node?.type === 'identifier' && node.text === name) yield node;
  }
}

/** Whether an identifier is a variable, and not the name of an attribute, a keyword, or in a definition or an import. */
export function isVariable(node: Node): boolean {
  const { parent } = node;
  if (!parent || /^(dotted_name|global_statement|nonlocal_statement|aliased_import)$/.test(parent.type)) return false;
  if (isMemberName(node)) return false;
  if (/^(function|class)_definition$/.test(parent.type) && isField(parent, 'name', node)) return false;
  return !isParameterName(node, parent);
}

/** Whether an identifier names an attribute of something, or the keyword of an argument. */
export function isMemberName(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'attribute') return isField(parent, 'attribute', node);
  return parent?.type === 'keyword_argument' && isField(parent, 'name', node);
}

function isParameterName(node: Node, parent: Node): boolean {
  if (/^(lambda_)?parameters$/.test(parent.type)) return true;
  if (/^(default|typed_default)_parameter$/.test(parent.type)) return isField(parent, 'name', node);
  if (parent.type === 'typed_parameter') return parent.namedChild(0)?.id === node.id;
  return /^(list|dictionary)_splat_pattern$/.test(parent.type) && /parameter/.test(parent.parent?.type ?? '');
}

function* attributes(file: SourceFile, name: string): Iterable<Node> {
  for (const { parent, id } of identifiersOf(file, name)) {
    if (parent?.type === 'attribute' && parent.childForFieldName('attribute')?.id === id) yield parent;
  }
}

import type { Node } from 'web-tree-sitter';
import type { TwinClass, TwinMember, TwinType } from '../client-twins.ts';
import { hasDecorator, isMemoized } from '../decorated-functions.ts';
import type { TextEdit } from '../finding.ts';
import type { LinkedProject } from '../linked-project.ts';
import { isTestModule } from '../test-module.ts';
import { type ClassNode, classOf, enclosingFunction, type FunctionNode, type Module, type Value } from '../value.ts';
import { changedNames, type NameChange } from './class-names.ts';
import { changesOnLoop } from './code-moved-to-loop.ts';
import type { FixSources, SourceFile } from './fix-sources.ts';
import { replaceSpan } from './line-edits.ts';
import { type Mention, mentionsOfSymbol, ownerOf, type ProgramSymbol } from './symbol-mentions.ts';
import { allNodes, bindsTighter, isField, nodeAt, ownNodes } from './syntax-nodes.ts';
import { classBodyOf, functionAt, scopeOf, valuesOf } from './tree-expressions.ts';

/** What has to be done so that some clients, and all that is done with them, are asynchronous. */
export interface Conversion {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** Asynchronous name of what is made: the client, not what it is given. */
  readonly client: string;
  /** The calls that are awaited, entered or iterated now, as `path:start:end`. */
  readonly converted: ReadonlySet<string>;
  /** Functions that become `async def`. */
  readonly functions: readonly FunctionNode[];
  /** Tests that name something that changes: nobody edits them. */
  readonly tests: readonly string[];
  /** What the user must see to: `review` of the families. */
  readonly reviews: readonly string[];
}

/** What FastAPI or Starlette is given a function with, to call it as it is declared. */
const registering =
  /^(Depends|Security|add_api_route|add_route|APIRoute|Route|add_task|BackgroundTask|add_event_handler)$/;
/** Responses that iterate what they are given, also asynchronously. Source: starlette/responses.py, `StreamingResponse`. */
const streaming = /^(fastapi|starlette|sse_starlette)\.(\w+\.)*(StreamingResponse|EventSourceResponse)$/;
const rolesOnLoop = /^(path operation|dependency|background task|exception handler|startup handler|stream)$/;
/** Decorators that leave it open whether a function is a coroutine. */
const indifferent = /^(staticmethod|classmethod|abstractmethod|override)$/;
/** What may be given a client and does nothing with it. */
const looking = /^builtins\.(print|str|repr|bool|id)$/;
const eitherName = 'a result or a stream';

/** Something was lost sight of, or cannot become asynchronous: the message says what. */
class OutOfSight extends Error {}

function giveUp(why: string): never {
  throw new OutOfSight(why);
}

/** `await` in front of a node, and parentheses where they are needed. */
interface Awaited {
  readonly node: Node;
  inParentheses: boolean;
}

interface FileEdits {
  readonly file: SourceFile;
  readonly awaited: Map<number, Awaited[]>;
  readonly edits: Map<string, { start: number; end: number; text: string }>;
  readonly names: NameChange[];
}

/**
 * Follows clients from where they are made through all names, attributes, parameters and results that hold them, and notes what
 * has to change. It gives up where it loses sight of one, or where something cannot become asynchronous.
 */
export class ClientConversion {
  private readonly project: LinkedProject;
  private readonly sources: FixSources;
  /** Why it was given up, for whoever looks into it. */
  refusal = '';
  private readonly work: (() => void)[] = [];
  private readonly files = new Map<string, FileEdits>();
  private readonly makers = new Map<string, TwinClass>();
  private readonly converted = new Set<string>();
  /** Expressions that hold such an object, with its class. */
  private readonly seen = new Map<string, TwinType>();
  /** What has to hold one in the end. */
  private readonly demands: { readonly file: SourceFile; readonly node: Node; readonly type: TwinType }[] = [];
  /** What else the names of results hold, which matters only where one of their methods has another name. */
  private readonly others: { readonly file: SourceFile; readonly node: Node; readonly type: TwinType }[] = [];
  private isResultRenamed = false;
  private readonly symbols = new Map<string, TwinType>();
  private readonly results = new Map<FunctionNode, TwinType>();
  private readonly parameters = new Map<string, TwinType>();
  private readonly functions = new Set<FunctionNode>();
  private readonly mentions = new Map<FunctionNode, readonly Mention[] | undefined>();
  private readonly aspects = new Set<string>();
  private readonly tests = new Set<string>();
  private readonly families = new Set<TwinClass['family']>();
  private readonly isUsed: (name: string) => boolean;

  constructor(project: LinkedProject, sources: FixSources, isUsed: (name: string) => boolean) {
    this.project = project;
    this.sources = sources;
    this.isUsed = isUsed;
  }

  /** Converts the client that a call makes, and whatever hangs on it; undefined where not all of it can be. */
  from(module: Module, call: Node): Conversion | undefined {
    const file = this.sources.file(module);
    if (!file) return undefined;
    try {
      this.make(file, call);
      for (let next = this.work.shift(); next; next = this.work.shift()) next();
      this.checkDemands();
      this.checkFunctions();
      return this.conversion();
    } catch (error) {
      if (!(error instanceof OutOfSight)) throw error;
      this.refusal = error.message;
      return undefined;
    }
  }

  // Clients

  /** The class that a call makes an object of. */
  private made(file: SourceFile, call: Node): { cls: TwinClass; name: Node; as: string } | undefined {
    const callee = call.childForFieldName('function');
    if (call.type !== 'call' || !callee) return undefined;
    const [value, ...others] = valuesOf(this.project, file.module, callee);
    if (value?.kind !== 'external' || others.length > 0) return undefined;
    const { clients } = this.project.inference.knowledge;
    const found = clients.madeBy(value.name, this.isUsed);
    if (found) return { cls: found.cls, name: callee, as: found.as };
    const dot = value.name.lastIndexOf('.');
    const owner = callee.childForFieldName('object');
    const cls = dot > 0 && owner ? clients.madeBy(value.name.slice(0, dot), this.isUsed) : undefined;
    return cls && owner && cls.cls.facts.classMakers?.includes(value.name.slice(dot + 1))
      ? { cls: cls.cls, name: owner, as: cls.as }
      : undefined;
  }

  private make(file: SourceFile, call: Node): void {
    const place = `${file.module.path}:${call.startIndex}`;
    if (this.makers.has(place)) return;
    const made = this.made(file, call);
    const given = call.childForFieldName('arguments');
    if (!made || given?.type !== 'argument_list') giveUp('not a client');
    this.makers.set(place, made.cls);
    this.families.add(made.cls.family);
    const { refuses, takes } = made.cls.facts;
    const isClass = made.as === made.cls.twin && made.name.id === call.childForFieldName('function')?.id;
    let position = 0;
    for (const argument of given.namedChildren) {
      if (!argument || argument.type === 'comment') continue;
      if (isClass && made.cls.facts.keywords && !/^(keyword_argument|dictionary_splat)$/.test(argument.type)) {
        const keyword = made.cls.facts.keywords[position++];
        if (keyword === undefined || argument.type === 'list_splat') giveUp('arguments by position');
        this.insert(file, argument.startIndex, `${keyword}=`);
      }
      // Who knows what is in there.
      if (argument.type === 'dictionary_splat' && (refuses || takes)) giveUp('unpacked arguments');
      if (argument.type !== 'keyword_argument') continue;
      const keyword = argument.childForFieldName('name')?.text ?? '';
      const value = argument.childForFieldName('value');
      if (value?.type === 'none') continue;
      if (refuses?.includes(keyword)) giveUp(`argument ${keyword}`);
      const taken = takes?.[keyword];
      const cls = taken === undefined ? undefined : this.twins.named(made.cls.family, taken);
      if (value && cls) this.demand(file, value, { cls, path: '' });
    }
    this.rename(file, made.name, made.as);
    this.hold(file, call, { cls: made.cls, path: '' });
  }

  private get twins() {
    return this.project.inference.knowledge.clients;
  }

  // Where objects go

  private hold(file: SourceFile, node: Node, type: TwinType): void {
    this.work.push(() => this.follow(file, node, type));
  }

  private follow(file: SourceFile, node: Node, type: TwinType): void {
    const key = keyOf(file, node);
    const known = this.seen.get(key);
    if (known) {
      if (!areAlike(known, type)) giveUp(`two classes in one place: ${node.text}`);
      return;
    }
    this.seen.set(key, type);
    const parent = node.parent;
    if (!parent) giveUp('nowhere');
    if (type.cls.facts.isOpen && !/^(attribute|assignment|parenthesized_expression)$/.test(parent.type)) return;
    switch (parent.type) {
      case 'parenthesized_expression':
        this.hold(file, parent, type);
        return;
      case 'attribute':
        this.member(file, parent, type);
        return;
      case 'subscript':
        this.subscript(file, node, parent, type);
        return;
      case 'argument_list':
        this.argument(file, node, parent, type);
        return;
      case 'keyword_argument':
        if (parent.parent) this.argument(file, node, parent.parent, type, parent.childForFieldName('name')?.text);
        return;
      case 'assignment':
        if (isField(parent, 'right', node)) this.assigned(file, parent, type);
        return;
      case 'named_expression': {
        const name = parent.childForFieldName('name');
        if (name) this.target(file, name, type);
        this.hold(file, parent, type);
        return;
      }
      case 'with_item':
      case 'as_pattern':
        this.entered(file, node, parent, type);
        return;
      case 'return_statement':
        this.given(file, parent, type);
        return;
      case 'yield':
        this.given(file, parent, type);
        return;
      case 'for_statement':
      case 'for_in_clause':
        this.iterated(file, node, parent, type);
        return;
      case 'comparison_operator':
        if (!/^(is|is not|==|!=)$/.test(operatorOf(parent)) || !/\bNone\b/.test(parent.text)) giveUp('compared');
        return;
      case 'boolean_operator':
        if (isCondition(parent) || (isAnd(parent) && isField(parent, 'left', node))) return;
        this.hold(file, parent, type);
        return;
      case 'conditional_expression':
        if (parent.namedChild(1)?.id !== node.id) this.hold(file, parent, type);
        return;
      case 'typed_default_parameter':
      case 'default_parameter':
        this.defaultOf(file, parent, type);
        return;
      case 'if_statement':
      case 'while_statement':
      case 'elif_clause':
      case 'not_operator':
      case 'assert_statement':
      case 'expression_statement':
      case 'delete_statement':
      case 'interpolation':
        return;
      default:
        giveUp(`${parent.type} of ${node.text.slice(0, 60)}`);
    }
  }

  private defaultOf(file: SourceFile, parameter: Node, type: TwinType): void {
    const definition = parameter.parent?.parent;
    const fn = definition ? functionAt(file.module, definition) : undefined;
    const name = parameter.childForFieldName('name')?.text;
    if (!fn || name === undefined) giveUp(`default of ${parameter.text}`);
    this.parameter(fn, name, type);
  }

  private member(file: SourceFile, attribute: Node, type: TwinType): void {
    const name = attribute.childForFieldName('attribute');
    const { parent } = attribute;
    if (!name || !parent) giveUp('no member');
    if (type.cls.name === eitherName) return;
    const member = this.twins.member(type, name.text);
    const call = parent.type === 'call' && isField(parent, 'function', attribute) ? parent : undefined;
    if (!member) giveUp(`member ${type.cls.name} ${type.path} ${name.text}`);
    if (parent.type === 'assignment' && isField(parent, 'left', attribute)) {
      if (member.kind !== 'plain' || member.gives) giveUp('a member is set');
      return;
    }
    switch (member.kind) {
      case 'path':
        if (call) giveUp(`call of ${name.text}`);
        this.hold(file, attribute, member.type);
        return;
      case 'plain':
        if (member.as !== name.text) this.replace(file, name.startIndex, name.endIndex, member.as);
        if (member.gives && call && member.isAny) giveUp(`unknown method ${name.text}`);
        if (member.gives) this.hold(file, call ?? attribute, member.gives);
        return;
      default:
        if (!call) giveUp(`method ${name.text} handed on`);
        this.called(file, call, name, member, type);
    }
  }

  private called(
    file: SourceFile,
    call: Node,
    name: Node,
    member: TwinMember & { readonly kind: 'awaited' | 'streams' | 'paged' },
    type: TwinType,
  ): void {
    if (member.kind === 'paged' && (isIterable(call) || this.isListed(file, call))) {
      this.converted.add(keyOf(file, call));
      this.hold(file, call, this.twins.iterator(type.cls.family));
      return;
    }
    this.isResultRenamed ||= type.cls.facts.isOpen === true;
    if (member.kind === 'awaited' && member.as !== name.text) {
      this.replace(file, name.startIndex, name.endIndex, member.as);
    }
    this.awaitAt(file, call);
    if (member.kind === 'streams') {
      const streams = streamsWhen(call);
      if (streams === 'always') this.hold(file, call, member.gives);
      if (streams === 'perhaps') this.hold(file, call, either(type.cls.family));
      return;
    }
    if (member.gives) this.hold(file, call, member.gives);
  }

  private subscript(file: SourceFile, node: Node, parent: Node, type: TwinType): void {
    const item = isField(parent, 'value', node) ? this.twins.member(type, '__getitem__') : undefined;
    if (type.cls.name === eitherName) return;
    if (item?.kind !== 'plain' || !item.gives) giveUp(`subscript of ${type.cls.name}`);
    this.hold(file, parent, item.gives);
  }

  private assigned(file: SourceFile, assignment: Node, type: TwinType): void {
    const left = assignment.childForFieldName('left');
    if (!left) giveUp('assigned to nothing');
    this.target(file, left, type);
    if (assignment.parent?.type === 'assignment') this.hold(file, assignment, type);
  }

  private target(file: SourceFile, left: Node, type: TwinType): void {
    if (left.type === 'identifier') {
      const cls = classBodyOf(file.module, left);
      if (cls?.facts.bindings.some(({ target }) => target === left.text)) {
        this.attribute(cls, left.text, type);
        return;
      }
      const scope = ownerOf(this.project, file.module, left);
      if (!scope) giveUp(`scope of ${left.text}`);
      this.symbol({ kind: 'name', scope, name: left.text }, type);
      return;
    }
    const object = left.type === 'attribute' ? left.childForFieldName('object') : undefined;
    const name = left.childForFieldName('attribute')?.text;
    if (type.cls.facts.isOpen) return;
    if (!object || name === undefined) giveUp(`assigned to ${left.text}`);
    const [value, ...others] = valuesOf(this.project, file.module, object);
    if (others.length > 0) giveUp(`object of ${left.text}`);
    switch (value?.kind) {
      case 'instance':
      case 'class':
        this.attribute(value.node, name, type);
        return;
      case 'state':
        this.symbol({ kind: 'state', name }, type);
        return;
      default:
        giveUp(`object of ${left.text}`);
    }
  }

  private attribute(cls: ClassNode, name: string, type: TwinType): void {
    const { external } = this.project.inference.classes.lineage(cls);
    // A base of a library may use it, and a decorator may make an `__init__` of it.
    if (external.some((base) => !/^(abc\.ABC|typing\.(Generic|Protocol)|builtins\.object)$/.test(base)))
      giveUp(`base of ${cls.facts.name}`);
    if (cls.facts.decorators.length > 0 || cls.facts.hasOptions) giveUp(`decorated ${cls.facts.name}`);
    this.symbol({ kind: 'attribute', cls, name }, type);
  }

  /** Follows every mention of a symbol that holds such an object. */
  private symbol(symbol: ProgramSymbol, type: TwinType): void {
    const key = keyOfSymbol(symbol);
    const known = this.symbols.get(key);
    if (known) {
      if (!areAlike(known, type)) giveUp(`two classes in ${key}`);
      return;
    }
    this.symbols.set(key, type);
    const found = mentionsOfSymbol(this.project, this.sources, symbol);
    if (!found) giveUp(`uses of ${key}`);
    for (const test of found.tests) this.tests.add(test);
    for (const { file, node } of found.places) this.mention(file, node, type);
  }

  private mention(file: SourceFile, node: Node, type: TwinType): void {
    const parent = node.parent;
    const isOpen = type.cls.facts.isOpen === true;
    if (parent?.type === 'assignment' && isField(parent, 'left', node)) {
      const annotation = parent.childForFieldName('type');
      const right = parent.childForFieldName('right');
      if (annotation) this.annotation(file, annotation);
      if (right && isOpen) this.others.push({ file, node: right, type });
      else if (right) this.demand(file, right, type);
      return;
    }
    if (parent?.type === 'as_pattern_target') {
      const value = parent.parent?.namedChild(0);
      if (value && !isOpen) this.demands.push({ file, node: parent, type });
      return;
    }
    if (parent?.type === 'named_expression' && isField(parent, 'name', node)) {
      const value = parent.childForFieldName('value');
      if (value && !isOpen) this.demand(file, value, type);
      return;
    }
    if (/^(augmented_assignment|pattern_list|tuple_pattern|list_pattern)$/.test(parent?.type ?? '')) {
      if (!isOpen) giveUp(`${parent?.type} of ${node.text}`);
      return;
    }
    if (/^for_(statement|in_clause)$/.test(parent?.type ?? '') && parent && isField(parent, 'left', node)) {
      if (!isOpen) giveUp(`loop over ${node.text}`);
      return;
    }
    this.hold(file, node, type);
  }

  private parameter(fn: FunctionNode, name: string, type: TwinType): void {
    const key = `${fn.module.path}:${fn.index}:${name}`;
    const known = this.parameters.get(key);
    if (known) {
      if (!areAlike(known, type)) giveUp(`two classes in parameter ${name}`);
      return;
    }
    this.parameters.set(key, type);
    const parameter = fn.facts.parameters.find((candidate) => candidate.name === name && candidate.star === '');
    const file = this.sources.file(fn.module);
    const definition = file && nodeAt(file.root, fn.facts.span, ['function_definition']);
    if (!parameter || !definition || fn.facts.kind === 'lambda') giveUp(`parameter ${name}`);
    if (this.overridden(fn)) giveUp(`${fn.facts.name} is overridden`);
    const node = parameterNode(definition, name);
    const annotation = node?.childForFieldName('type');
    if (annotation) this.annotation(file, annotation);
    const given = node?.childForFieldName('value');
    const providers = this.project.inference.dependencies.providers(fn, parameter);
    if (providers) {
      this.work.push(() => this.provided(fn, name, providers));
    } else {
      if (this.project.model.rolesOf(fn).length > 0) giveUp(`FastAPI fills ${name}`);
      if (given) this.demand(file, given, type);
    }
    this.symbol({ kind: 'name', scope: fn, name }, type);
    this.ask(fn, `parameter ${name}`, (mention) => this.argumentAt(fn, name, type, mention));
  }

  /** Everything that fills a parameter must give such objects. */
  private provided(fn: FunctionNode, name: string, providers: readonly Value[]): void {
    this.finally.push(() => {
      const areAll =
        providers.length > 0 && providers.every((one) => one.kind === 'function' && this.results.has(one.node));
      if (!areAll) giveUp(`providers of ${fn.facts.name} ${name}`);
    });
  }

  private readonly finally: (() => void)[] = [];

  private argumentAt(fn: FunctionNode, name: string, type: TwinType, { file, node }: Mention): void {
    const call = node.parent?.type === 'call' && isField(node.parent, 'function', node) ? node.parent : undefined;
    if (!call) {
      if (!this.isForFramework(file, node)) giveUp(`${fn.facts.name} is handed on`);
      return;
    }
    const given = call.childForFieldName('arguments');
    const index = this.positionOf(fn, name, file, node);
    const positional = given?.namedChildren.filter(
      (child) => child && child.type !== 'keyword_argument' && child.type !== 'comment',
    );
    if (positional?.some((child) => /splat$/.test(child?.type ?? ''))) giveUp('unpacked arguments');
    const keyword = given?.namedChildren.find(
      (child) => child?.type === 'keyword_argument' && child.childForFieldName('name')?.text === name,
    );
    const value = keyword?.childForFieldName('value') ?? (index === undefined ? undefined : positional?.[index]);
    if (value) {
      this.demand(file, value, type);
      return;
    }
    if (given?.namedChildren.some((child) => child?.type === 'dictionary_splat')) giveUp('unpacked arguments');
  }

  /** Position of an argument of a call, given the object that a method is called on. */
  private positionOf(fn: FunctionNode, name: string, file: SourceFile, callee: Node): number | undefined {
    const index = fn.facts.parameters.findIndex((parameter) => parameter.name === name);
    return index < 0 ? undefined : index - this.bound(fn, file, callee);
  }

  /** How many parameters a call fills by itself. */
  private bound(fn: FunctionNode, file: SourceFile, callee: Node): number {
    if (!classOf(fn) || hasDecorator(fn, 'staticmethod')) return 0;
    if (fn.facts.name === '__init__' || hasDecorator(fn, 'classmethod')) return 1;
    const values = valuesOf(this.project, file.module, callee);
    const isUnbound = values.some((value) => value.kind === 'function' && value.receiver?.kind === 'class');
    return isUnbound ? 0 : 1;
  }

  private argument(file: SourceFile, node: Node, list: Node, type: TwinType, keyword?: string): void {
    const call = list.parent;
    const callee = call?.childForFieldName('function');
    if (list.type !== 'argument_list' || !call || !callee) giveUp(`${list.type} of ${node.text}`);
    const values = valuesOf(this.project, file.module, callee);
    const [value] = values;
    if (!value || values.length > 1) giveUp(`given to ${callee.text}`);
    if (value.kind === 'external') {
      this.givenToLibrary(file, node, call, value.name, type, keyword);
      return;
    }
    const fn =
      value.kind === 'function'
        ? value.node
        : value.kind === 'class'
          ? this.project.inference.classes.findMethod(value.node, '__init__')
          : undefined;
    if (!fn) giveUp(`given to ${callee.text}`);
    if (keyword !== undefined) {
      this.parameter(fn, keyword, type);
      return;
    }
    const before = list.namedChildren.filter((child) => child && child.type !== 'comment');
    const position = before.findIndex((child) => child?.id === node.id);
    if (before.slice(0, position).some((child) => child?.type !== undefined && /splat$|keyword/.test(child.type)))
      giveUp('unpacked arguments');
    const offset = this.bound(fn, file, callee);
    const parameter = fn.facts.parameters[position + offset];
    if (!parameter) giveUp(`no parameter for ${node.text}`);
    this.parameter(fn, parameter.name, type);
  }

  private givenToLibrary(
    file: SourceFile,
    node: Node,
    call: Node,
    name: string,
    type: TwinType,
    keyword: string | undefined,
  ): void {
    if (looking.test(name)) return;
    if (this.isListed(file, node)) {
      this.listed(file, node, call, type);
      return;
    }
    if (streaming.test(name) && (keyword === undefined || keyword === 'content')) {
      if (!type.cls.facts.iterated) giveUp('streamed');
      return;
    }
    const made = this.made(file, call);
    const taken = keyword === undefined ? undefined : made?.cls.facts.takes?.[keyword];
    const cls = taken === undefined || !made ? undefined : this.twins.named(made.cls.family, taken);
    if (cls && areAlike({ cls, path: '' }, type)) {
      this.make(file, call);
      return;
    }
    giveUp(`given to ${name}`);
  }

  /** Whether a node is all that `list(…)` is given. */
  private isListed(file: SourceFile, node: Node): boolean {
    const list = node.parent;
    const call = list?.type === 'argument_list' ? list.parent : undefined;
    const callee = call?.childForFieldName('function');
    if (list?.namedChildCount !== 1 || callee?.text !== 'list') return false;
    return valuesOf(this.project, file.module, callee).some(
      (value) => value.kind === 'external' && value.name === 'builtins.list',
    );
  }

  /** `list(cursor)` becomes `await cursor.to_list(None)`, or `[item async for item in cursor]`. */
  private listed(file: SourceFile, node: Node, call: Node, type: TwinType): void {
    const { facts } = type.cls;
    if (!facts.iterated) giveUp('listed');
    const awaited = this.fileEdits(file)
      .awaited.get(node.startIndex)
      ?.find((one) => one.node.id === node.id);
    for (const done of [call, node]) this.converted.add(keyOf(file, done));
    if (facts.listed === undefined) {
      this.replace(file, call.startIndex, node.startIndex, '[item async for item in ');
      this.replace(file, node.endIndex, call.endIndex, ']');
      this.ensureAwaits(file, call);
      return;
    }
    if (awaited) awaited.inParentheses = true;
    this.awaitAt(file, call);
    this.replace(file, call.startIndex, node.startIndex, '');
    this.replace(file, node.endIndex, call.endIndex, `.${facts.listed}(None)`);
  }

  private entered(file: SourceFile, node: Node, parent: Node, type: TwinType): void {
    const item = parent.type === 'as_pattern' ? parent.parent : parent;
    const statement = item?.type === 'with_item' ? item.parent?.parent : undefined;
    const gives = this.twins.entered(type);
    if (statement?.type !== 'with_statement' || !item?.parent) giveUp(`${parent.type} of ${node.text}`);
    if (!gives || statement.child(0)?.type !== 'with') giveUp('entered');
    const items = item.parent.namedChildren.filter((child) => child?.type === 'with_item');
    // One `async with` would be for all of them.
    if (items.length !== 1) giveUp('one of several contexts');
    this.insert(file, statement.startIndex, 'async ');
    this.converted.add(keyOf(file, node));
    this.ensureAwaits(file, item);
    const target = parent.type === 'as_pattern' ? parent.childForFieldName('alias') : undefined;
    const name = target?.namedChild(0);
    if (!target || !name) return;
    this.seen.set(keyOf(file, target), gives);
    this.target(file, name, gives);
  }

  private iterated(file: SourceFile, node: Node, parent: Node, type: TwinType): void {
    if (!isField(parent, 'right', node) || !type.cls.facts.iterated || parent.child(0)?.type !== 'for')
      giveUp(`loop over ${node.text}`);
    this.insert(file, parent.startIndex, 'async ');
    this.converted.add(keyOf(file, node));
    this.ensureAwaits(file, node);
  }

  // Functions

  /** A function returns or yields such an object. */
  private given(file: SourceFile, statement: Node, type: TwinType): void {
    const fn = scopeOf(file.module, statement);
    if (!fn || fn.index === 0 || fn.facts.kind === 'lambda') giveUp('given by no function');
    this.result(fn, type);
  }

  private result(fn: FunctionNode, type: TwinType): void {
    const known = this.results.get(fn);
    if (known) {
      if (!areAlike(known, type)) giveUp(`two classes given by ${fn.facts.name}`);
      return;
    }
    this.results.set(fn, type);
    const file = this.sources.file(fn.module);
    const definition = file && nodeAt(file.root, fn.facts.span, ['function_definition']);
    const body = definition?.childForFieldName('body');
    if (!file || !definition || !body) giveUp('no function');
    const annotation = definition.childForFieldName('return_type');
    if (annotation) this.annotation(file, annotation);
    if (this.overridden(fn)) giveUp(`${fn.facts.name} is overridden`);
    const isContext = hasDecorator(fn, 'asynccontextmanager');
    if (hasDecorator(fn, 'contextmanager')) giveUp('a context manager');
    const roles = this.project.model.rolesOf(fn);
    if (roles.some(({ role }) => role !== 'dependency')) giveUp(`${fn.facts.name} gives it to FastAPI`);
    if (!isContext && this.hasUnknownDecorator(fn)) giveUp(`decorators of ${fn.facts.name}`);
    const isGenerator = fn.facts.isGenerator;
    for (const inner of ownNodes(body)) {
      if (inner.type !== (isGenerator ? 'yield' : 'return_statement')) continue;
      const value = inner.namedChild(0);
      if (value) this.demand(file, value, type);
    }
    this.ask(fn, 'result', (mention) => this.resultAt(fn, type, mention));
    this.fillParameters(fn, type);
  }

  /** The parameters that FastAPI fills with what a dependency gives. */
  private fillParameters(fn: FunctionNode, type: TwinType): void {
    for (const module of this.project.modules.values()) {
      if (isTestModule(module.path)) continue;
      for (const other of module.functions) {
        for (const parameter of other.facts.parameters) {
          const providers = this.project.inference.dependencies.providers(other, parameter);
          if (providers?.some((value) => value.kind === 'function' && value.node === fn))
            this.parameter(other, parameter.name, type);
        }
      }
    }
  }

  private resultAt(fn: FunctionNode, type: TwinType, { file, node }: Mention): void {
    const parent = node.parent;
    if (isProperty(fn)) {
      if (isMemberSet(node)) giveUp('a property is set');
      this.hold(file, node, type);
      return;
    }
    if (parent?.type === 'call' && isField(parent, 'function', node)) {
      if (fn.facts.isGenerator) {
        const isContext = hasDecorator(fn, 'asynccontextmanager');
        if (!isContext) giveUp(`${fn.facts.name} is iterated`);
        this.enteredCall(file, parent, type);
        return;
      }
      if (fn.facts.kind !== 'async def') {
        this.hold(file, parent, type);
        return;
      }
      if (parent.parent?.type !== 'await') giveUp(`${fn.facts.name} is not awaited at once`);
      this.hold(file, parent.parent, type);
      return;
    }
    if (!this.isForFramework(file, node)) giveUp(`${fn.facts.name} is handed on`);
  }

  /** `async with client_of() as client:` */
  private enteredCall(file: SourceFile, call: Node, type: TwinType): void {
    const pattern = call.parent;
    const isEntered = pattern?.type === 'as_pattern' && pattern.parent?.type === 'with_item';
    const target = isEntered ? pattern.childForFieldName('alias') : undefined;
    const name = target?.namedChild(0);
    if (!target || !name) giveUp('entered otherwise');
    this.seen.set(keyOf(file, target), type);
    this.target(file, name, type);
  }

  /** What a function's mentions have to do, once for each question. */
  private ask(fn: FunctionNode, aspect: string, answer: (mention: Mention) => void): void {
    const key = `${fn.module.path}:${fn.index}:${aspect}`;
    if (this.aspects.has(key)) return;
    this.aspects.add(key);
    const mentions = this.mentionsOf(fn);
    if (!mentions) giveUp(`calls of ${fn.facts.qualifiedName}`);
    for (const mention of mentions) this.work.push(() => answer(mention));
  }

  private mentionsOf(fn: FunctionNode): readonly Mention[] | undefined {
    if (this.mentions.has(fn)) return this.mentions.get(fn);
    const cls = classOf(fn);
    const scope = enclosingFunction(fn);
    const { name } = fn.facts;
    const isInit = name === '__init__';
    const symbol: ProgramSymbol | undefined =
      isInit && cls
        ? this.classSymbol(cls)
        : cls
          ? { kind: 'attribute', cls, name }
          : scope && { kind: 'name', scope, name };
    const found = symbol && mentionsOfSymbol(this.project, this.sources, symbol);
    for (const test of found?.tests ?? []) this.tests.add(test);
    const places = found?.places.filter(({ node }) => node.parent?.type !== 'decorator');
    const result = isInit && cls ? this.constructions(cls, places) : places;
    this.mentions.set(fn, result);
    return result;
  }

  private classSymbol(cls: ClassNode): ProgramSymbol | undefined {
    const scope = cls.module.functions[cls.facts.function];
    return scope && cls.facts.class < 0 ? { kind: 'name', scope, name: cls.facts.name } : undefined;
  }

  /** The calls that make objects of a class; undefined where it may be made by others, or by a subclass. */
  private constructions(cls: ClassNode, places: readonly Mention[] | undefined): readonly Mention[] | undefined {
    if (this.project.inference.classes.subclasses(cls).length > 0) return undefined;
    return places?.filter(({ node }) => !isInAnnotation(node));
  }

  private ensureAsync(fn: FunctionNode): void {
    if (fn.facts.kind === 'async def' || this.functions.has(fn)) return;
    this.functions.add(fn);
    const file = this.sources.file(fn.module);
    const definition = file && nodeAt(file.root, fn.facts.span, ['function_definition']);
    const { name, isGenerator, returns } = fn.facts;
    if (!file || !definition || fn.facts.kind !== 'def') giveUp(`awaits in ${name}`);
    if (/^__\w+__$/.test(name) || this.overridden(fn)) giveUp(`${fn.facts.qualifiedName} cannot be async`);
    if (this.hasOtherDecorator(fn)) giveUp(`decorators of ${name}`);
    const roles = this.project.model.rolesOf(fn);
    const other = roles.find(({ role }) => !rolesOnLoop.test(role));
    if (other) giveUp(`${name} is a ${other.role}`);
    if (isGenerator && (returns.length > 0 || hasYieldFrom(definition))) giveUp(`generator ${name}`);
    if (isGenerator && roles.some(({ role }) => role === 'path operation')) giveUp(`generator ${name}`);
    this.insert(file, definition.startIndex, 'async ');
    if (isGenerator) this.generatorType(file, definition);
    const mentions = this.mentionsOf(fn);
    if (mentions?.length === 0 && roles.length === 0) giveUp(`nobody calls ${name}`);
    this.ask(fn, 'async', (mention) => this.awaitedAt(fn, mention));
  }

  private awaitedAt(fn: FunctionNode, { file, node }: Mention): void {
    const parent = node.parent;
    if (parent?.type !== 'call' || !isField(parent, 'function', node)) {
      if (!this.isForFramework(file, node)) giveUp(`${fn.facts.name} is handed on: ${parent?.text.slice(0, 60)}`);
      return;
    }
    if (fn.facts.isGenerator) {
      const [family] = this.families;
      if (family) this.hold(file, parent, this.twins.iterator(family));
      return;
    }
    const values = valuesOf(this.project, file.module, node);
    if (values.length !== 1) giveUp(`several functions in ${node.text}`);
    this.awaitAt(file, parent);
  }

  /** Whether FastAPI is given a function here, which it calls as it is declared. */
  private isForFramework(file: SourceFile, node: Node): boolean {
    const parent = node.parent?.type === 'keyword_argument' ? node.parent.parent : node.parent;
    const callee = parent?.type === 'argument_list' ? parent.parent?.childForFieldName('function') : undefined;
    const name = callee?.type === 'attribute' ? callee.childForFieldName('attribute')?.text : callee?.text;
    if (!callee || !registering.test(name ?? '')) return false;
    return valuesOf(this.project, file.module, callee).every(
      (value) => value.kind === 'external' && /^(fastapi|starlette)\./.test(value.name),
    );
  }

  private overridden(fn: FunctionNode): boolean {
    const cls = classOf(fn);
    if (!cls || fn.facts.name === '__init__') return false;
    const { classes } = this.project.inference;
    const related = [...classes.lineage(cls).classes, ...classes.subclasses(cls)];
    const hasName = (other: ClassNode) => other !== cls && classes.method(other, fn.facts.name) !== undefined;
    const { external } = classes.lineage(cls);
    const isOpen = external.some((base) => !/^(abc\.ABC|typing\.(Generic|Protocol)|builtins\.object)$/.test(base));
    return isOpen || related.some(hasName);
  }

  private hasUnknownDecorator(fn: FunctionNode): boolean {
    return this.project.inference.decorators
      .unknownDecorators(fn)
      .some((decorator) => !this.project.model.isRegistration(fn, decorator));
  }

  /** Whether a decorator may call the function, or keep what it gives: a coroutine runs only once. */
  private hasOtherDecorator(fn: FunctionNode): boolean {
    if (isMemoized(fn) || isProperty(fn)) return true;
    return fn.facts.decorators.some(
      (decorator) =>
        !this.project.model.isRegistration(fn, decorator) &&
        !(decorator.kind === 'name' && indifferent.test(decorator.name)),
    );
  }

  /** `-> Iterator[Redis]` of a generator that becomes asynchronous. */
  private generatorType(file: SourceFile, definition: Node): void {
    const annotation = definition.childForFieldName('return_type')?.namedChild(0);
    const named = annotation?.type === 'subscript' ? annotation.childForFieldName('value') : annotation?.namedChild(0);
    if (!annotation || !named) return;
    const [value] = valuesOf(this.project, file.module, named);
    const match =
      value?.kind === 'external' && /^(typing|collections\.abc)\.(Generator|Iterator|Iterable)$/.exec(value.name);
    if (!match) return;
    this.rename(file, named, `${match[1]}.Async${match[2]}`);
    const parameters = annotation.namedChildren.filter((child) => child && child.id !== named.id);
    const [, sent, last] = parameters;
    if (match[2] === 'Generator' && sent && last) this.replace(file, sent.endIndex, last.endIndex, '');
  }

  // Edits

  private awaitAt(file: SourceFile, call: Node): void {
    this.converted.add(keyOf(file, call));
    if (call.parent?.type === 'await') giveUp(`awaited already: ${call.text.slice(0, 60)}`);
    const { awaited } = this.fileEdits(file);
    const list = awaited.get(call.startIndex) ?? [];
    if (list.some(({ node }) => node.id === call.id)) return;
    awaited.set(call.startIndex, [...list, { node: call, inParentheses: bindsTighter(call) }]);
    this.ensureAwaits(file, call);
  }

  /** A place has to be in a coroutine. */
  private ensureAwaits(file: SourceFile, node: Node): void {
    let comprehensions = 0;
    for (let at = node.parent; at; at = at.parent) {
      // Before Python 3.11, one in another cannot be asynchronous.
      if (/_comprehension$/.test(at.type) && ++comprehensions > 1) giveUp('await in a comprehension in another one');
      if (/^(generator_expression|lambda|class_definition|decorator|parameters)$/.test(at.type))
        giveUp(`await in ${at.type}`);
      if (at.type !== 'function_definition') continue;
      const fn = functionAt(file.module, at);
      if (!fn) giveUp('await in no function');
      this.ensureAsync(fn);
      return;
    }
    giveUp('await at the top of a module');
  }

  private clientName(): string {
    const made = [...this.makers.values()];
    const isGiven = (cls: TwinClass) =>
      made.some(({ facts }) => Object.values(facts.takes ?? {}).some((name) => this.twins.isNamed(cls, name)));
    const client = made.find((cls) => !isGiven(cls)) ?? made[0];
    return client?.twin ?? '';
  }

  private fileEdits(file: SourceFile): FileEdits {
    const { path } = file.module;
    let edits = this.files.get(path);
    if (!edits) {
      edits = { file, awaited: new Map(), edits: new Map(), names: [] };
      this.files.set(path, edits);
    }
    return edits;
  }

  private insert(file: SourceFile, at: number, text: string): void {
    this.replace(file, at, at, text);
  }

  private replace(file: SourceFile, start: number, end: number, text: string): void {
    this.fileEdits(file).edits.set(`${start}-${end}-${text}`, { start, end, text });
  }

  private rename(file: SourceFile, node: Node, to: string): void {
    const { names } = this.fileEdits(file);
    if (!names.some((change) => change.node.startIndex === node.startIndex && change.node.endIndex === node.endIndex))
      names.push({ node, to });
  }

  /** Classes that an annotation names become the asynchronous ones. */
  private annotation(file: SourceFile, annotation: Node, depth = 0): void {
    for (const node of namesIn(annotation)) {
      if (node.type === 'string') {
        if (/\w/.test(node.text)) this.quoted(node);
        continue;
      }
      const [value] = valuesOf(this.project, file.module, node);
      const name = value?.kind === 'external' ? value.name : undefined;
      const cls =
        name === undefined
          ? undefined
          : [...this.families].map((family) => this.twins.named(family, name)).find((found) => found !== undefined);
      if (!cls) this.alias(file, node, depth);
      else if (cls.twin === undefined) giveUp(`no name for ${cls.name}`);
      else this.rename(file, node, cls.twin);
    }
  }

  private quoted({ text }: Node): void {
    const names = [...this.families].flatMap(({ classes }) =>
      classes.map(({ name }) => name.slice(name.lastIndexOf('.') + 1)),
    );
    if (names.some((name) => new RegExp(String.raw`\b${name}\b`).test(text))) giveUp(`quoted annotation ${text}`);
  }

  /** `Client = Annotated[Redis, Depends(get_redis)]` */
  private alias(file: SourceFile, node: Node, depth: number): void {
    const scope = scopeOf(file.module, node);
    if (!scope || depth > 3 || node.type !== 'identifier') return;
    const found = this.project.inference.aliases.definitionOf(scope, node.text);
    const other = found && this.sources.file(found.scope.module);
    const { start = 0, end = 0 } = found?.expression ?? {};
    const value = other?.root.descendantForIndex(start, end - 1);
    for (let at = value; at && other; at = at.parent ?? undefined) {
      if (at.startIndex === start && at.endIndex === end) {
        this.annotation(other, at, depth + 1);
        return;
      }
    }
  }

  // In the end

  private demand(file: SourceFile, node: Node, type: TwinType): void {
    switch (node.type) {
      case 'none':
        return;
      case 'parenthesized_expression': {
        const inner = node.namedChild(0);
        if (inner) this.demand(file, inner, type);
        return;
      }
      case 'conditional_expression': {
        const [body, , alternative] = node.namedChildren;
        if (body && alternative) for (const one of [body, alternative]) this.demand(file, one, type);
        return;
      }
      case 'boolean_operator': {
        const sides = [isAnd(node) ? undefined : node.childForFieldName('left'), node.childForFieldName('right')];
        for (const side of sides) if (side) this.demand(file, side, type);
        return;
      }
      case 'assignment': {
        const right = node.childForFieldName('right');
        if (right) this.demand(file, right, type);
        return;
      }
      default:
        if (this.made(file, node)) this.make(file, node);
        if (node.type === 'identifier') this.makeHeld(file, node);
        this.demands.push({ file, node, type });
    }
  }

  /** A name that has to hold such a client is made one where it is assigned. */
  private makeHeld(file: SourceFile, name: Node): void {
    const scope = ownerOf(this.project, file.module, name);
    for (const { target, value } of scope?.facts.bindings ?? []) {
      const call = target === name.text && value?.kind === 'call' ? nodeAt(file.root, value, ['call']) : undefined;
      if (call && this.made(file, call)) this.make(file, call);
    }
  }

  private checkDemands(): void {
    for (const check of this.finally) check();
    for (const { file, node, type } of [...this.demands, ...(this.isResultRenamed ? this.others : [])]) {
      const known = this.seen.get(keyOf(file, node));
      if (!known || !areAlike(known, type)) giveUp(`something else in its place: ${node.text.slice(0, 60)}`);
    }
  }

  private checkFunctions(): void {
    const trouble = changesOnLoop(this.project, [...this.functions], {
      isConverted: (module, { start, end }) => this.converted.has(`${module.path}:${start}:${end}`),
      isMaker: (module, { start }) => this.makers.has(`${module.path}:${start}`),
      touched: [...this.files.values()].flatMap(({ file, awaited }) =>
        [...awaited.values()].flat().flatMap(({ node }) => scopeOf(file.module, node) ?? []),
      ),
    });
    if (trouble !== undefined) giveUp(trouble);
  }

  private conversion(): Conversion | undefined {
    const all = new Map<string, readonly TextEdit[]>();
    for (const [path, { file, awaited, edits, names }] of this.files) {
      const changed = changedNames(file, names);
      if (!changed) {
        giveUp(`names in ${path}`);
        return undefined;
      }
      const { facts } = file.module;
      const list: TextEdit[] = [];
      // At one place, what begins further out comes first.
      const waits = [...awaited.values()].flat().sort((a, b) => b.node.endIndex - a.node.endIndex);
      const plain = [...edits.values()];
      for (const { node, inParentheses } of waits) {
        list.push(replaceSpan(facts, node.startIndex, node.startIndex, inParentheses ? '(await ' : 'await '));
      }
      list.push(...plain.map(({ start, end, text }) => replaceSpan(facts, start, end, text)));
      for (const { node, inParentheses } of waits) {
        if (inParentheses) list.push(replaceSpan(facts, node.endIndex, node.endIndex, ')'));
      }
      all.set(path, [...list, ...changed]);
    }
    const reviews = [...this.families].flatMap(({ review, newIn }) =>
      review === undefined || (newIn !== undefined && this.isUsed(newIn)) ? [] : [review],
    );
    return {
      edits: all,
      client: this.clientName(),
      converted: this.converted,
      functions: [...this.functions],
      tests: [...this.tests],
      reviews,
    };
  }
}

function keyOf({ module }: SourceFile, { startIndex, endIndex }: Node): string {
  return `${module.path}:${startIndex}:${endIndex}`;
}

function keyOfSymbol(symbol: ProgramSymbol): string {
  switch (symbol.kind) {
    case 'name':
      return `${symbol.scope.module.path}:${symbol.scope.index}:${symbol.name}`;
    case 'attribute':
      return `${symbol.cls.module.path}:${symbol.cls.facts.qualifiedName}.${symbol.name}`;
    case 'state':
      return `state.${symbol.name}`;
  }
}

/** Whether two objects may be in one place: of one class, or of classes with the same members. */
function areAlike(a: TwinType, b: TwinType): boolean {
  const rootOf = ({ facts, name }: TwinClass) => facts.like ?? name;
  return a.path === b.path && rootOf(a.cls) === rootOf(b.cls);
}

/** What a call gives that may be a stream or not. */
function either(family: TwinClass['family']): TwinType {
  return { cls: { family, name: eitherName, twin: undefined, facts: { name: eitherName } }, path: '' };
}

/** Whether a call is told to give a stream. */
function streamsWhen(call: Node): 'always' | 'never' | 'perhaps' {
  const given = call.childForFieldName('arguments')?.namedChildren ?? [];
  for (const argument of given) {
    if (argument?.type !== 'keyword_argument' || argument.childForFieldName('name')?.text !== 'stream') continue;
    const value = argument.childForFieldName('value')?.type;
    return value === 'true' ? 'always' : value === 'false' || value === 'none' ? 'never' : 'perhaps';
  }
  return given.some((argument) => argument?.type === 'dictionary_splat') ? 'perhaps' : 'never';
}

function operatorOf(comparison: Node): string {
  return comparison.children
    .filter((child) => child && !child.isNamed)
    .map((child) => child?.text)
    .join(' ');
}

function isAnd(operator: Node): boolean {
  return operator.childForFieldName('operator')?.text === 'and';
}

/** Whether only the truth of an expression is asked for. */
function isCondition(node: Node): boolean {
  const { parent } = node;
  if (!parent) return false;
  if (/^(not_operator|assert_statement)$/.test(parent.type)) return true;
  if (/^(if_statement|while_statement|elif_clause)$/.test(parent.type)) return isField(parent, 'condition', node);
  if (parent.type === 'conditional_expression') return parent.namedChild(1)?.id === node.id;
  return /^(boolean_operator|parenthesized_expression)$/.test(parent.type) && isCondition(parent);
}

/** Whether a call is what a `for` goes through. */
function isIterable(call: Node): boolean {
  return (
    /^for_(statement|in_clause)$/.test(call.parent?.type ?? '') &&
    call.parent !== null &&
    isField(call.parent, 'right', call)
  );
}

function isMemberSet(node: Node): boolean {
  return node.parent?.type === 'assignment' && isField(node.parent, 'left', node);
}

function isInAnnotation(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'type') return true;
    if (/statement$|^block$/.test(at.type)) return false;
  }
  return false;
}

function isProperty(fn: FunctionNode): boolean {
  return hasDecorator(fn, 'property') || hasDecorator(fn, 'cached_property');
}

function parameterNode(definition: Node, name: string): Node | undefined {
  return (
    definition.childForFieldName('parameters')?.namedChildren.find((child) => {
      const named = child?.childForFieldName('name') ?? child?.namedChild(0) ?? child;
      return named?.text === name;
    }) ?? undefined
  );
}

function hasYieldFrom(definition: Node): boolean {
  return [...allNodes(definition)].some((node) => node.type === 'yield' && node.child(1)?.type === 'from');
}

/** Names, dotted names and strings of an annotation, outer ones only. */
function* namesIn(node: Node): Iterable<Node> {
  if (/^(identifier|attribute|string)$/.test(node.type)) yield node;
  else for (const child of node.namedChildren) if (child) yield* namesIn(child);
}

import { starSources } from './exported-names.ts';
import type { Expression } from './module-facts.ts';
import type { ImportResolver, ModuleTable } from './module-table.ts';
import type { Definition, ScopeNames } from './scope-names.ts';
import { enclosingFunction, type FunctionNode, type Value } from './value.ts';

/** An expression and the scope that its names are looked up in. */
export interface ScopedExpression {
  readonly scope: FunctionNode;
  readonly expression: Expression;
}

/** What following a name needs to know of the project. */
interface AliasSource {
  readonly modules: ModuleTable;
  readonly resolver: ImportResolver;
  readonly scopes: ScopeNames;
  readonly evaluate: (scope: FunctionNode, expression: Expression) => readonly Value[];
}

/** Follows names to the expressions that they are assigned, where the expression matters and not what it gives. */
export class DefiningExpressions {
  private readonly source: AliasSource;

  constructor(source: AliasSource) {
    this.source = source;
  }

  /** The expression that a module-level name is assigned, across imports: for `Annotated` and type aliases. */
  aliasOf(scope: FunctionNode, expression: Expression): ScopedExpression | undefined {
    if (expression.kind === 'name') return this.definitionOf(scope, expression.name);
    if (expression.kind === 'attribute') {
      for (const owner of this.source.evaluate(scope, expression.object)) {
        if (owner.kind === 'module') return this.definitionInModule(owner.key, expression.name, 0);
      }
    }
    return undefined;
  }

  /** The expression that the nearest scope assigns to a name. */
  definitionOf(scope: FunctionNode, name: string): ScopedExpression | undefined {
    for (let at: FunctionNode | undefined = scope; at; at = enclosingFunction(at)) {
      const definition = this.source.scopes.of(at).get(name)?.at(-1);
      if (definition) return this.definingExpression(at, definition, 0);
    }
    return undefined;
  }

  private definingExpression(scope: FunctionNode, definition: Definition, depth: number): ScopedExpression | undefined {
    if (depth > 8) return undefined;
    if (definition.kind === 'binding' && definition.binding.value && definition.binding.manner !== 'iterate') {
      return { scope, expression: definition.binding.value };
    }
    if (definition.kind === 'import') {
      const statement = scope.module.facts.imports[definition.index];
      if (!statement?.member) return undefined;
      const key = this.source.resolver.resolve(scope.module.path, statement.module, statement.level);
      return key === undefined ? undefined : this.definitionInModule(key, statement.member, depth + 1);
    }
    return undefined;
  }

  private definitionInModule(key: string, name: string, depth: number): ScopedExpression | undefined {
    if (depth > 8) return undefined;
    const path = this.source.resolver.file(key);
    const module = path === undefined ? undefined : this.source.modules.get(path);
    const top = module?.functions[0];
    if (!module || !top) return undefined;
    const definition = this.source.scopes.of(top).get(name)?.at(-1);
    if (definition) return this.definingExpression(top, definition, depth + 1);
    for (const from of starSources(this.source, module, name)) {
      const found = 'key' in from ? this.definitionInModule(from.key, name, depth + 1) : undefined;
      if (found) return found;
    }
    return undefined;
  }
}

import type { Lifetime } from './lazy-initialisation.ts';

/**
 * What later stages need from one Python file, as plain data (no syntax tree, no functions, no shared references), so that
 * it can be cached, compared and sent between workers. Offsets are UTF-16 code units from the start of the text.
 */
export interface ModuleFacts {
  /** Offset of the first character of every line. */
  readonly lineStarts: readonly number[];
  readonly imports: readonly ImportFacts[];
  /** Index 0 is the module itself. */
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly calls: readonly CallFacts[];
  readonly suppressions: readonly SuppressionFacts[];
  /** What `__all__` lists; undefined when the module has none, `computed` when it cannot be read off the text. */
  readonly exports: ExportFacts | 'computed' | undefined;
  /** Where the text is not valid Python; empty when it parses. */
  readonly syntaxErrors: readonly Span[];
  /** Has `# %%` cells, which editors run like a notebook's. */
  readonly hasCells: boolean;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One name that an import statement binds; `import a.b` binds `a`, `import a.b as c` binds `c` to `a.b`. */
export interface ImportFacts {
  /** Function that the statement stands in (0: the module). */
  readonly function: number;
  /** Module as written, without leading dots; empty in `from . import x`. */
  readonly module: string;
  /** Number of leading dots. */
  readonly level: number;
  /** Imported member; undefined in `import a.b`, `*` for a star import. */
  readonly member: string | undefined;
  /** Name bound in the importing scope; `*` for a star import. */
  readonly binds: string;
  /** `import a.b` without `as`: the name stands for the package `a`, not for `a.b`. */
  readonly bindsRoot: boolean;
  /** The whole statement, which may bind other names too. */
  readonly statement: Span;
}

/** The names in `__all__`. */
export interface ExportFacts {
  readonly names: readonly string[];
  /** Modules, as the file calls them, whose `__all__` is added. */
  readonly modules: readonly string[];
}

export type Expression =
  | NameExpression
  | AttributeExpression
  | CallExpression
  | AwaitExpression
  | SubscriptExpression
  | LiteralExpression
  | CollectionExpression
  | LambdaExpression
  | ChoiceExpression
  | DivisionExpression
  | SliceExpression
  | TypeVariableExpression
  | OtherExpression;

export interface NameExpression extends Span {
  readonly kind: 'name';
  readonly name: string;
}
export interface AttributeExpression extends Span {
  readonly kind: 'attribute';
  readonly object: Expression;
  readonly name: string;
}
export interface CallExpression extends Span {
  readonly kind: 'call';
  /** Index into `ModuleFacts.calls`. */
  readonly call: number;
}
export interface AwaitExpression extends Span {
  readonly kind: 'await';
  readonly value: Expression;
}
export interface SubscriptExpression extends Span {
  readonly kind: 'subscript';
  readonly object: Expression;
  readonly index: readonly Expression[];
}
export interface LiteralExpression extends Span {
  readonly kind: 'literal';
  readonly type: 'str' | 'bytes' | 'int' | 'float' | 'bool' | 'None';
  /** Text of a plain string (no prefix, no escapes), or the source of a number or constant. */
  readonly value: string | undefined;
}
export interface CollectionExpression extends Span {
  readonly kind: 'collection';
  readonly type: 'list' | 'tuple' | 'set' | 'dict';
  /** Elements; of a dictionary, its values; of a comprehension, the one expression that makes each element. */
  readonly items: readonly Expression[];
  /** The keys of a dictionary. */
  readonly keys: readonly Expression[];
}
export interface LambdaExpression extends Span {
  readonly kind: 'lambda';
  /** Index into `ModuleFacts.functions`. */
  readonly function: number;
}
/** One of several values: `a if c else b`, `a or b`, `A | B` in an annotation. */
export interface ChoiceExpression extends Span {
  readonly kind: 'choice';
  readonly options: readonly Expression[];
}
/** `a / b`, which joins paths. */
export interface DivisionExpression extends Span {
  readonly kind: 'division';
  readonly left: Expression;
}
/** `a:b` in a subscript. */
export interface SliceExpression extends Span {
  readonly kind: 'slice';
}
/** A type parameter that a function, class or alias declares in brackets: `def f[T](x: T)`. */
export interface TypeVariableExpression extends Span {
  readonly kind: 'type variable';
  readonly name: string;
  /** Where it is declared. */
  readonly declaredAt: number;
  /** The type after the colon; a tuple of types lists what it may be. */
  readonly bound: Expression | undefined;
}
export interface OtherExpression extends Span {
  readonly kind: 'other';
}

/** What becomes of the value of an expression, seen from the syntax around it. */
export type Usage =
  | 'discarded'
  | 'awaited'
  | 'returned'
  | 'yielded'
  | 'assigned'
  /** Assigned to a local name that the function does not mention again. */
  | 'assigned unread'
  | 'argument'
  | 'entered'
  | 'entered async'
  | 'iterated'
  | 'iterated async'
  | 'object of attribute'
  | 'object of subscript'
  | 'called'
  | 'operand'
  | 'condition'
  | 'element'
  | 'decorator'
  | 'default'
  /** Written to. */
  | 'target'
  | 'other';

export interface ArgumentFacts {
  /** Keyword; undefined for a positional argument, `*` and `**` for unpacked ones. */
  readonly keyword: string | undefined;
  readonly value: Expression;
}

/** A condition on a parameter of the function, or on an attribute of its object, under which a part of its body runs. */
export interface Guard {
  /** Its name; of an entry of `**kwargs` the key after `**`; of an attribute `self.name` or `cls.name`. */
  readonly parameter: string;
  /**
   * `if p` asks for its truth, `if p is None` whether it is `None`, `if p == "x"` whether it is that string, and
   * `if p in TABLE` whether a constant of the module holds it. `if k not in p: p[k] = …` asks for an entry, and `if "x" in p`
   * whether it is a string that includes another.
   */
  readonly asks:
    | 'truth'
    | 'None'
    | 'table'
    | 'entry'
    | { readonly equals: string }
    | { readonly isOneOf: readonly string[] }
    | { readonly includes: string };
  readonly answer: boolean;
  /** Where the condition stands. */
  readonly at: number;
}

export interface CallFacts extends Span {
  readonly callee: Expression;
  readonly arguments: readonly ArgumentFacts[];
  /** Function whose body (or header) holds the call. */
  readonly function: number;
  readonly usage: Usage;
  /** What becomes of what awaiting the result gives, where it is awaited at once. */
  readonly awaitedAs: Usage | undefined;
  /** How often the local name that takes the result stands elsewhere in the function; -1 where no plain name alone takes it. */
  readonly mentions: number;
  /** The call is the value of `usage: 'argument'` of this call (index), else -1. */
  readonly argumentOf: number;
  /** Inside a generator expression: runs only when somebody iterates it. */
  readonly deferred: boolean;
  /** Deferred, and the generator expression is an argument of this call (index), else -1. */
  readonly consumer: number;
  /**
   * Below `if TESTING:`, `if TYPE_CHECKING:`, `if False:` or a check for Windows or macOS, or behind what always leaves: no server
   * under load runs it.
   */
  readonly outsideServing: boolean;
  /**
   * On only some ways through the function: in a branch, in an exception handler, or after a branch that returns for other
   * reasons than special arguments. Loops are taken to run at least once.
   */
  readonly isConditional: boolean;
  /** In a branch or an exception handler: conditional, and not only because a branch before it may return. */
  readonly isInBranch: boolean;
  /** Makes what is kept for later, where there is none yet (`if self.x is None: self.x = …`): how long it is kept. */
  readonly once: Lifetime | undefined;
  /** All of them must hold for the call to run, as far as conditions are simple enough to be read. */
  readonly guards: readonly Guard[];
}

/** A part of a function's body that runs under conditions on its parameters, or makes what is kept for later. */
export interface BranchFacts extends Span {
  /** As for a call in it. */
  readonly guards: readonly Guard[];
  /** As for a call in it. */
  readonly once: Lifetime | undefined;
}

/** How a name gets its value. */
export type BindingManner =
  | 'assign'
  | 'annotate'
  | 'iterate'
  | 'iterate async'
  | 'enter'
  | 'enter async'
  /** By the pattern of a `case`: the annotation is the class that it asks for. */
  | 'capture'
  | 'augment';

/** A position, from the end where it is negative, or all between two positions: `a, *b = c`. */
export type UnpackStep = number | { readonly from: number; readonly after: number };

export interface BindingFacts {
  /** `x`, or `self.x` for an attribute of the first parameter; other targets bind nothing. */
  readonly target: string;
  readonly manner: BindingManner;
  readonly value: Expression | undefined;
  readonly annotation: Expression | undefined;
  /** Place in an unpacked value, from the outside in; empty for a plain name. */
  readonly unpack: readonly UnpackStep[];
  readonly start: number;
  /** Where the name has this value whatever it had before: the rest of the block, or the whole of a comprehension. */
  readonly decides: Span;
  /** Where the outermost loop around it begins; -1 when there is none. */
  readonly loopStart: number;
  /** Of a comprehension, and unknown outside of it. */
  readonly isLocal: boolean;
}

/** Where a name is known to be, or not to be, of some classes: below `isinstance` and in a `case`. */
export interface TypeCheckFacts {
  readonly target: string;
  readonly classes: readonly Expression[];
  readonly answer: boolean;
  readonly span: Span;
}

/** What a function puts into a container: `x[k] = v`, `x.append(v)`, `x.update(d)`. */
export interface InsertionFacts {
  /** `x`, `module.x`, or `self.x` for an attribute of the first parameter. */
  readonly target: string;
  readonly value: Expression;
  /** The value is a container whose items are put in. */
  readonly isSpread: boolean;
}

/** A use of a local name's value. */
export interface NameUse {
  readonly usage: Usage;
  readonly start: number;
  /** Of `usage: 'object of attribute'`: which attribute. */
  readonly attribute: string | undefined;
  /** Of `usage: 'argument'`: the call (index) that it is a whole argument of, else -1. */
  readonly argumentOf: number;
}

/** A local name that holds what a call, or the calls in a collection, gave, and all that its function does with it. */
export interface HeldNameFacts {
  readonly name: string;
  readonly uses: readonly NameUse[];
}

/** Where a name that was `None` has been given a value: from the end of the condition to the end of its branch. */
export interface FillFacts extends Span {
  readonly target: string;
}

export interface WrittenAwait extends AwaitExpression {
  /** Inside a generator expression. */
  readonly deferred: boolean;
}

/** A `try` with handlers. */
export interface TryFacts {
  readonly body: Span;
  readonly handlers: readonly HandlerFacts[];
}

export interface HandlerFacts extends Span {
  /** Names of the exceptions that it catches, as written; empty: all. */
  readonly catches: readonly string[];
}

export interface ParameterFacts {
  readonly name: string;
  readonly annotation: Expression | undefined;
  readonly default: Expression | undefined;
  /** Whether a caller may give it by position. */
  readonly star: '' | '*' | '**';
}

export interface FunctionFacts {
  readonly name: string;
  /** `Class.method`, `outer.inner`; `<module>` for the module, `<lambda>` for a lambda. */
  readonly qualifiedName: string;
  readonly kind: 'module' | 'def' | 'async def' | 'lambda';
  /** Enclosing function; -1 for the module. */
  readonly parent: number;
  /** Class whose body holds the definition; -1 when none. */
  readonly class: number;
  /** From `async` or `def` to the end of the body. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The statements among which the definition stands: what they define before it by the same name is gone. */
  readonly block: Span;
  /** As for a call. */
  readonly outsideServing: boolean;
  /** First statement of the body. */
  readonly bodyStart: number;
  readonly decorators: readonly Expression[];
  readonly parameters: readonly ParameterFacts[];
  readonly returnAnnotation: Expression | undefined;
  readonly bindings: readonly BindingFacts[];
  readonly insertions: readonly InsertionFacts[];
  readonly typeChecks: readonly TypeCheckFacts[];
  /** Where a name is not `None`, because `if x is None: x = […]` stands before. */
  readonly fills: readonly FillFacts[];
  /** Names of `global` statements. */
  readonly globals: readonly string[];
  readonly returns: readonly Expression[];
  /** A later one that holds a place lies within the earlier ones that do. */
  readonly branches: readonly BranchFacts[];
  /** For each `return` of a `def` that has a value: what must hold of the parameters for it to be reached. */
  readonly returnGuards: readonly (readonly Guard[])[];
  readonly yields: readonly Expression[];
  readonly isGenerator: boolean;
  /** Behind each `yield`, to the end of its branch: runs only when somebody asks for one more item. */
  readonly resumptions: readonly Span[];
  /** Where the first `while` of the body begins; -1 when it has none. */
  readonly firstWhile: number;
  /** The last statement is a `return`, and every `return` has a value. */
  readonly alwaysReturns: boolean;
  /** The end of the body may be reached, which gives `None`. */
  readonly mayEnd: boolean;
  /** Every `await`, `async for`, `async with` and asynchronous comprehension directly in the body. */
  readonly awaits: readonly Span[];
  /** Names that are never awaited here and that no inner function mentions. */
  readonly heldNames: readonly HeldNameFacts[];
  /** Every `await` expression of the body that a server may run. */
  readonly awaitExpressions: readonly WrittenAwait[];
  readonly tries: readonly TryFacts[];
  /** Calls directly in the body, in source order. */
  readonly calls: readonly number[];
  /** Attributes that are read and not called: properties run code. */
  readonly attributes: readonly AttributeExpression[];
  readonly contexts: readonly EnteredExpression[];
  readonly loops: readonly IteratedExpression[];
  readonly operations: readonly OperationFacts[];
  /**
   * Something in the body runs code that none of these facts tells: a `match`, a format specification, an operator between
   * results of subscripts, an assignment to an attribute of a result, what a generator expression does with its items.
   */
  readonly hasUntold: boolean;
  /** The body only raises `NotImplementedError` or is `...`, `pass` or a docstring: a declaration. */
  readonly isStub: boolean;
  /** The body is `pass` or a docstring, which is also how a method does nothing. */
  readonly isEmpty: boolean;
}

/** What a `with` enters or a `for` iterates. */
export interface UsedExpression {
  readonly value: Expression;
  readonly isAsync: boolean;
}

export interface EnteredExpression extends UsedExpression {
  /** End of the `with` statement, where the context is left. */
  readonly bodyEnd: number;
}

/** An operator, a subscript or a test of truth, which a special method of an object carries out. */
export interface OperationFacts extends Span {
  readonly object: Expression;
  /** The other operand, the key of a subscript, or what is looked for with `in`. */
  readonly other: Expression | undefined;
  /** The special method; with several, the first one that the object has. */
  readonly methods: readonly string[];
}

export interface IteratedExpression extends UsedExpression {
  /** In a generator expression, which iterates when it is iterated: the call that it is an argument of, -1 when none. */
  readonly consumer: number | undefined;
}

export interface ClassFacts {
  readonly name: string;
  readonly qualifiedName: string;
  /** Function that the class statement stands in (0: the module). */
  readonly function: number;
  /** Enclosing class; -1 when none. */
  readonly class: number;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly bases: readonly Expression[];
  readonly typeParameters: readonly TypeVariableExpression[];
  readonly decorators: readonly Expression[];
  readonly bindings: readonly BindingFacts[];
  /** Every `await` directly in the body. */
  readonly awaits: readonly Span[];
  /** Given more than bases, such as `metaclass=…`. */
  readonly hasOptions: boolean;
  /** What `metaclass=` is given, where that is a name. */
  readonly metaclass: Expression | undefined;
  /** Indices into `functions`, in source order; a later one of the same name replaces an earlier one. */
  readonly methods: readonly number[];
}

/** A `# loopwise: ignore[…]` comment, with the reason that follows it. */
export interface SuppressionFacts extends Span {
  readonly line: number;
  /** Rules named in the brackets; empty: every rule. */
  readonly rules: readonly string[];
  /** `ignore-file` speaks for the whole file. */
  readonly scope: 'line' | 'file';
  /** Where the reason begins; `end` without one. */
  readonly reasonStart: number;
}

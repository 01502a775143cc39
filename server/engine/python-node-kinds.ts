import type { Language } from 'web-tree-sitter';

/**
 * Node types of the grammar that the extraction tells apart. Several node types can share a kind; every node type that is
 * not listed has kind `unlisted`, whose children are walked as expressions.
 */
const nodeTypes = {
  comment: ['comment'],
  expressionStatement: ['expression_statement'],
  assignment: ['assignment'],
  augmentedAssignment: ['augmented_assignment'],
  functionDefinition: ['function_definition'],
  classDefinition: ['class_definition'],
  decoratedDefinition: ['decorated_definition'],
  decorator: ['decorator'],
  returnStatement: ['return_statement'],
  raiseStatement: ['raise_statement'],
  breakStatement: ['break_statement'],
  continueStatement: ['continue_statement'],
  importStatement: ['import_statement'],
  importFromStatement: ['import_from_statement'],
  futureImportStatement: ['future_import_statement'],
  wildcardImport: ['wildcard_import'],
  forStatement: ['for_statement'],
  withStatement: ['with_statement'],
  withClause: ['with_clause'],
  withItem: ['with_item'],
  ifStatement: ['if_statement'],
  whileStatement: ['while_statement'],
  elifClause: ['elif_clause'],
  deleteStatement: ['delete_statement'],
  typeAliasStatement: ['type_alias_statement'],
  globalStatement: ['global_statement', 'nonlocal_statement'],
  block: ['block'],
  branchClause: ['except_clause', 'except_group_clause'],
  tryStatement: ['try_statement'],
  elseClause: ['else_clause'],
  finallyClause: ['finally_clause'],
  matchStatement: ['match_statement'],
  caseClause: ['case_clause'],
  casePattern: ['case_pattern'],
  keywordPattern: ['keyword_pattern'],
  dottedName: ['dotted_name'],
  assertStatement: ['assert_statement'],
  identifier: ['identifier', 'keyword_identifier'],
  attribute: ['attribute', 'member_type'],
  call: ['call'],
  argumentList: ['argument_list'],
  keywordArgument: ['keyword_argument'],
  listSplat: ['list_splat'],
  dictionarySplat: ['dictionary_splat'],
  splatPattern: ['list_splat_pattern', 'dictionary_splat_pattern'],
  await: ['await'],
  parenthesized: ['parenthesized_expression'],
  type: ['type'],
  constrainedType: ['constrained_type'],
  typeParameter: ['type_parameter'],
  genericType: ['generic_type'],
  unionType: ['union_type'],
  subscript: ['subscript'],
  string: ['string'],
  concatenatedString: ['concatenated_string'],
  interpolation: ['interpolation'],
  integer: ['integer'],
  float: ['float'],
  boolean: ['true', 'false'],
  none: ['none'],
  list: ['list', 'list_pattern'],
  tuple: ['tuple', 'tuple_pattern'],
  set: ['set'],
  patternList: ['pattern_list'],
  expressionList: ['expression_list'],
  dictionary: ['dictionary'],
  pair: ['pair'],
  listComprehension: ['list_comprehension'],
  setComprehension: ['set_comprehension'],
  dictionaryComprehension: ['dictionary_comprehension'],
  generatorExpression: ['generator_expression'],
  forInClause: ['for_in_clause'],
  ifClause: ['if_clause'],
  lambda: ['lambda'],
  conditional: ['conditional_expression'],
  booleanOperator: ['boolean_operator'],
  binaryOperator: ['binary_operator'],
  comparison: ['comparison_operator'],
  unaryOperator: ['unary_operator'],
  notOperator: ['not_operator'],
  namedExpression: ['named_expression'],
  yield: ['yield'],
  asPattern: ['as_pattern'],
  asPatternTarget: ['as_pattern_target'],
  slice: ['slice'],
} as const;

const fields = {
  conditionField: 'condition',
  subjectField: 'subject',
  guardField: 'guard',
  consequenceField: 'consequence',
  moduleNameField: 'module_name',
  nameField: 'name',
  typeField: 'type',
  leftField: 'left',
  rightField: 'right',
  parametersField: 'parameters',
  returnTypeField: 'return_type',
  bodyField: 'body',
  superclassesField: 'superclasses',
  valueField: 'value',
  keyField: 'key',
  objectField: 'object',
  functionField: 'function',
} as const;

const expressionKinds: readonly (keyof typeof nodeTypes)[] = [
  'identifier',
  'attribute',
  'call',
  'await',
  'parenthesized',
  'subscript',
  'string',
  'concatenatedString',
  'integer',
  'float',
  'boolean',
  'none',
  'list',
  'tuple',
  'set',
  'expressionList',
  'dictionary',
  'listComprehension',
  'setComprehension',
  'dictionaryComprehension',
  'generatorExpression',
  'lambda',
  'conditional',
  'booleanOperator',
  'binaryOperator',
  'comparison',
  'unaryOperator',
  'notOperator',
  'namedExpression',
  'yield',
  'listSplat',
  'dictionarySplat',
];

/** What ends the run of the block that it stands in, if what is in it does. */
const leavingKinds: readonly (keyof typeof nodeTypes)[] = [
  'returnStatement',
  'raiseStatement',
  'breakStatement',
  'continueStatement',
  'ifStatement',
  'elifClause',
  'elseClause',
  'whileStatement',
  'tryStatement',
  'branchClause',
  'finallyClause',
  'block',
];

type KindNumbers = { readonly [K in keyof typeof nodeTypes]: number } & { readonly [K in keyof typeof fields]: number };

/** Numbers for comparing node types without reading their names out of WebAssembly. */
export interface NodeKinds extends KindNumbers {
  readonly unlisted: number;
  /** Punctuation, operators and keywords. */
  readonly ignored: number;
  readonly error: number;
  readonly asyncKeyword: number;
  /** `|`, which in an annotation makes a union. */
  readonly pipe: number;
  /** `or`, which may give its first operand as it is. */
  readonly or: number;
  readonly byTypeId: Uint8Array;
  /** By kind: whether it is an expression. */
  readonly isExpression: readonly boolean[];
  /** By kind: whether it may always leave the block that it stands in. */
  readonly mayLeave: readonly boolean[];
}

const tables = new WeakMap<Language, NodeKinds>();

/** The table of a grammar, made once for each loaded grammar. */
export function kindTable(language: Language): NodeKinds {
  const known = tables.get(language);
  if (known) return known;
  const numbers: Record<string, number> = { unlisted: 0, ignored: 1, error: 2, asyncKeyword: 3, pipe: 4, or: 5 };
  const kindByType = new Map<string, number>();
  let next = 6;
  for (const [kind, types] of Object.entries(nodeTypes)) {
    numbers[kind] = next;
    for (const type of types) kindByType.set(type, next);
    next++;
  }
  const byTypeId = new Uint8Array(language.nodeTypeCount);
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const type = language.nodeTypeForId(id);
    if (type === null) continue;
    if (language.nodeTypeIsNamed(id)) byTypeId[id] = kindByType.get(type) ?? 0;
    else byTypeId[id] = type === 'async' ? 3 : type === '|' ? 4 : type === 'or' ? 5 : 1;
  }
  for (const [field, name] of Object.entries(fields)) numbers[field] = language.fieldIdForName(name) ?? -1;
  const isExpression: boolean[] = new Array(next).fill(false);
  for (const kind of expressionKinds) isExpression[numbers[kind] as number] = true;
  const mayLeave: boolean[] = new Array(next).fill(false);
  for (const kind of leavingKinds) mayLeave[numbers[kind] as number] = true;
  const table = { ...numbers, byTypeId, isExpression, mayLeave } as unknown as NodeKinds;
  tables.set(language, table);
  return table;
}

import type { Diagnostic } from 'vscode';

/** Rules of another tool that say the same of a line as rules of ours. */
interface SameRules {
  readonly source: RegExp;
  readonly code: RegExp;
  readonly ours: RegExp;
}

/*
 * Ruff: crates/ruff_linter/src/codes.rs; in preview it says names in the place of codes. Pyright, which Pylance is made of: docs/configuration.md; mypy: error_code_list2.rst; ty: the
 * rule `unused-awaitable`. Sonar: sonar-python, the classes `*InAsyncCheck` and `AsyncioTaskNotStoredCheck`.
 */
const sameRules: readonly SameRules[] = [
  {
    source: /^ruff$/i,
    code: /^(ASYNC2\d\d|(blocking-[a-z-]+|create-subprocess|run-process|wait-for-process)-in-async-function)$/,
    ours: /^blocking-call$/,
  },
  { source: /^ruff$/i, code: /^(RUF006|asyncio-dangling-task)$/, ours: /^lost-task$/ },
  { source: /^ruff$/i, code: /^(PLE1142|await-outside-async)$/, ours: /^await-outside-async$/ },
  { source: /^(pylance|(based)?pyright)$/i, code: /^reportUnusedCoroutine$/, ours: /^missing-await$/ },
  { source: /^mypy$/i, code: /^(unused-coroutine|unused-awaitable)$/, ours: /^missing-await$/ },
  { source: /^ty$/i, code: /^unused-awaitable$/, ours: /^missing-await$/ },
  { source: /^sonar/i, code: /^python:S(7487|7488|7489|7493|7499|7501)$/, ours: /^blocking-call$/ },
  { source: /^sonar/i, code: /^python:S7502$/, ours: /^lost-task$/ },
];

/** Those of our diagnostics that no other extension reports at the same line. */
export function withoutRepeated<Ours extends Pick<Diagnostic, 'code' | 'range'>>(
  ours: readonly Ours[],
  others: readonly Pick<Diagnostic, 'source' | 'code' | 'range'>[],
): Ours[] {
  return ours.filter((own) => {
    const rule = codeOf(own);
    return !others.some(
      (other) =>
        other.range.start.line === own.range.start.line &&
        sameRules.some(
          (same) => same.source.test(other.source ?? '') && same.code.test(codeOf(other)) && same.ours.test(rule),
        ),
    );
  });
}

function codeOf({ code }: Pick<Diagnostic, 'code'>): string {
  return String(typeof code === 'object' ? code.value : (code ?? ''));
}

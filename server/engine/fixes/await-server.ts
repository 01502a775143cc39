import type { Fix, TextEdit } from '../finding.ts';
import { mayAwaitAt } from '../may-await.ts';
import type { CallFacts } from '../module-facts.ts';
import type { FixContext } from '../rules/rule.ts';
import { needsParentheses } from './await-expression.ts';
import { fixInFile } from './fix-in-file.ts';
import { replaceSpan } from './line-edits.ts';

/**
 * `uvicorn.run(app)` becomes `await uvicorn.Server(uvicorn.Config(app)).serve()`, and `server.run()` `await server.serve()`, where
 * code may await. Source: uvicorn/main.py, `run`; uvicorn/server.py, `Server.run`.
 */
export function awaitServer(context: FixContext): Fix | undefined {
  const { node, path } = context.source;
  const call = path?.steps[0].edge.call;
  if (call?.callee.kind !== 'attribute' || !path || !mayAwaitAt(node, call.start)) return undefined;
  const edits = /\bServer\.run$/.test(path.blocker.name) ? served(context, call) : served(context, call, true);
  const params = { call: context.finding.params.call ?? '' };
  return edits && fixInFile(context, { kind: 'await-server', params, isSafe: false }, edits);
}

/** @param isMade Whether the server has to be made, by the module that the callee names. */
function served(context: FixContext, call: CallFacts, isMade = false): TextEdit[] | undefined {
  const { facts } = context.source.node.module;
  const { callee } = call;
  const written = context.text.slice(callee.start, callee.end);
  const owner = /^(.+)\.run$/s.exec(written)?.[1];
  if (owner === undefined || (isMade && !/^[\w.]+$/.test(owner))) return undefined;
  // What the server's configuration does not have.
  if (call.arguments.some(({ keyword }) => keyword === 'app_dir')) return undefined;
  const [before, after] = needsParentheses(call) ? ['(await ', ')'] : ['await ', ''];
  const server = isMade ? `${owner}.Server(${owner}.Config` : `${owner}.serve`;
  return [
    replaceSpan(facts, callee.start, callee.end, before + server),
    ...(isMade || after ? [replaceSpan(facts, call.end, call.end, `${isMade ? ').serve()' : ''}${after}`)] : []),
  ];
}

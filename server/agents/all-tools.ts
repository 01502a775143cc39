import type { AgentTool } from './agent-tool.ts';
import { checkTool } from './check-tool.ts';
import { explainTool } from './explain-tool.ts';
import { routesTool } from './routes-tool.ts';

/** Every tool, for the language model of an editor and for the clients of the MCP server alike. */
export const agentTools: readonly AgentTool[] = [checkTool, routesTool, explainTool];

/** When a model is to call which of them. */
export const agentInstructions = `Loopwise knows where FastAPI runs each function of this project and what blocks the event loop there. It reads the source and runs nothing.
- Before you write or change a path operation, dependency, background task, websocket, middleware, lifespan or a helper that they call: loopwise_check with \`path\` and the new text as \`code\`. New findings are yours: apply the preferred fix, or another one, and check again.
- Before you choose between \`async def\` and \`def\`: loopwise_explain with \`path\` and \`line\` of the function, or with \`name\`: \`decision\`.
- To find the function behind a URL, or all that blocks: loopwise_routes.
\`async def\` without \`await\` is right in FastAPI as long as nothing in it blocks; \`def\` runs in a thread and may block. Lines and columns count from 1.`;

import {
  McpServer,
  type ReadResourceResult,
  ResourceTemplate,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import manifest from '../../package.json' with { type: 'json' };
import type { InputSchema } from '../agents/agent-tool.ts';
import { ToolError } from '../agents/agent-workspace.ts';
import { agentInstructions, agentTools } from '../agents/all-tools.ts';
import { cardPageOf, rulePageOf } from '../agents/name-explanation.ts';
import type { CardCatalogue } from '../cards/card-catalogue.ts';
import { allRules } from '../engine/rules/all-rules.ts';

/** Answers a call of a tool. Throws `ToolError` for what the agent can mend. */
export type AnswerTool = (name: string, input: unknown, signal: AbortSignal) => Promise<string>;

/** The MCP server with its tools, and rules and cards as resources; it has no connection yet. */
export function makeMcpServer(cards: CardCatalogue, answer: AnswerTool): McpServer {
  const { name, displayName, version } = manifest;
  const server = new McpServer({ name, title: displayName, version }, { instructions: agentInstructions });
  for (const tool of agentTools) {
    const annotations = { title: tool.title, readOnlyHint: true, idempotentHint: true, openWorldHint: false };
    const { title, description } = tool;
    server.registerTool(
      tool.name,
      { title, description, inputSchema: describedOnly(tool.input), annotations },
      async (input, { mcpReq }) => {
        try {
          return { content: [{ type: 'text', text: await answer(tool.name, input, mcpReq.signal) }] };
        } catch (error) {
          if (!(error instanceof ToolError)) throw error;
          return { content: [{ type: 'text', text: error.message }], isError: true };
        }
      },
    );
  }
  addPages(server, cards);
  return server;
}

/** Tells clients the schema and lets any input through: the tool checks it itself, and says what is near to a mistake. */
function describedOnly(schema: InputSchema): StandardSchemaWithJSON {
  const { '~standard': standard } = toStandardJsonSchema(schema);
  return { '~standard': { ...standard, validate: (value) => ({ value }) } };
}

function addPages(server: McpServer, cards: CardCatalogue): void {
  const page = (uri: URL, text: string | undefined): ReadResourceResult => {
    if (text === undefined) throw new Error(`${uri.href}: there is no such page`);
    return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text }] };
  };
  const listed = <Item>(
    items: readonly Item[],
    resource: (item: Item) => { name: string; uri: string; title: string; description?: string },
  ) => ({ list: () => ({ resources: items.map((item) => ({ ...resource(item), mimeType: 'text/markdown' })) }) });
  const ruleList = listed(allRules, ({ name, documentation }) => ({
    name,
    uri: `loopwise://rule/${name}`,
    title: `Rule ${name}`,
    description: documentation.summary,
  }));
  server.registerResource(
    'rule',
    new ResourceTemplate('loopwise://rule/{name}', ruleList),
    { title: 'Rules of Loopwise', mimeType: 'text/markdown' },
    (uri, { name }) => page(uri, rulePageOf(String(name))),
  );
  const cardList = listed(cards.inOrder('en'), ({ id, title }) => ({ name: id, uri: `loopwise://card/${id}`, title }));
  server.registerResource(
    'card',
    new ResourceTemplate('loopwise://card/{id}', cardList),
    { title: 'Concept cards on async def and def', mimeType: 'text/markdown' },
    (uri, { id }) => page(uri, cardPageOf(String(id), cards)),
  );
}

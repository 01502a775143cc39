import type { Connection, Position, Range, TextDocumentPositionParams } from 'vscode-languageserver';
import type { Language } from '../messages/format-message.ts';
import { type FilePlace, incomingCalls, outgoingCalls, prepareCallHierarchy } from './call-hierarchy.ts';
import { stepPlaces } from './step-places.ts';

/** A step of the answer to `loopwise/blockingPath`; the steps come in the order in which the program takes them. */
export interface BlockingPathStep {
  readonly uri: string;
  readonly range: Range;
  /** Qualified name of the function that holds the step. */
  readonly function: string;
  /** `file:line`, short. */
  readonly place: string;
  /** The call on one line. */
  readonly text: string;
}

/** What the requests need of the server. */
export interface ExplainContext {
  /** The file of a URI with everything that was typed; undefined when it is not analysed. */
  readonly placeOf: (uri: string) => FilePlace | undefined;
  readonly language: () => Language;
}

/** Answers the requests that show the way to a call that blocks: call hierarchy and `loopwise/blockingPath`. */
export function answerExplainRequests(connection: Connection, { placeOf, language }: ExplainContext): void {
  connection.languages.callHierarchy.onPrepare(({ textDocument, position }) => {
    const place = placeOf(textDocument.uri);
    return place ? prepareCallHierarchy(place, position, language()) : null;
  });
  connection.languages.callHierarchy.onIncomingCalls(({ item }) => {
    const place = placeOf(item.uri);
    return place ? incomingCalls(place, item.data, language()) : null;
  });
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) => {
    const place = placeOf(item.uri);
    return place ? outgoingCalls(place, item.data, language()) : null;
  });
  connection.onRequest('loopwise/blockingPath', ({ textDocument, position }: TextDocumentPositionParams) => {
    const place = placeOf(textDocument.uri);
    return place ? blockingPath(place, position) : [];
  });
}

function blockingPath({ folder, path }: FilePlace, position: Position): BlockingPathStep[] {
  const chain = folder.analysis.blockingPath(path, position);
  const places = stepPlaces(chain);
  return chain.map((step, index) => ({
    uri: folder.uriOf(step.path),
    range: step.range,
    function: step.function,
    place: places[index] ?? '',
    text: step.text,
  }));
}

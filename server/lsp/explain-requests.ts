import type { CallHierarchyItem, Connection, Position, Range, TextDocumentPositionParams } from 'vscode-languageserver';
import type { Language } from '../messages/format-message.ts';
import { lineText } from '../messages/line-text.ts';
import type { AnalysisFolder } from './analysis-folder.ts';
import { incomingCalls, libraryFolderOf, outgoingCalls, prepareCallHierarchy } from './call-hierarchy.ts';
import type { DocumentPlace, FilePlace } from './document-place.ts';
import { shownSteps } from './shown-steps.ts';

/** A step of the answer to `loopwise/blockingPath`; the steps come in the order in which the program takes them. */
export interface BlockingPathStep {
  readonly uri: string;
  readonly range: Range;
  /** `Class.method (file:line)`. */
  readonly name: string;
  /** What it does there, as in `calls self.fetch()`. */
  readonly action: string;
  /** Qualified name of the function that holds the step. */
  readonly function: string;
  /** The call on one line. */
  readonly text: string;
}

/** What the requests need of the server. */
export interface ExplainContext {
  /** The file of a URI with everything that was typed; undefined when it is not analysed. */
  readonly placeOf: (uri: string) => DocumentPlace | undefined;
  /** The workspace folder of a URI. */
  readonly folderOf: (uri: string) => AnalysisFolder | undefined;
  readonly language: () => Language;
}

/** Answers the requests that explain: call hierarchy and `loopwise/blockingPath`. */
export function answerExplainRequests(connection: Connection, context: ExplainContext): void {
  const { placeOf, folderOf, language } = context;
  const placeOfItem = ({ uri, data }: CallHierarchyItem): FilePlace | undefined => {
    const library = libraryFolderOf(data);
    const folder = library === undefined ? undefined : folderOf(library);
    return folder ? { folder, path: '' } : placeOf(uri);
  };
  connection.languages.callHierarchy.onPrepare(({ textDocument, position }) => {
    const place = placeOf(textDocument.uri);
    return place ? prepareCallHierarchy(place, position, language()) : null;
  });
  connection.languages.callHierarchy.onIncomingCalls(({ item }) => {
    const place = placeOfItem(item);
    return place ? incomingCalls(place, item.data, language()) : null;
  });
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) => {
    const place = placeOfItem(item);
    return place ? outgoingCalls(place, item.data, language()) : null;
  });
  connection.onRequest('loopwise/blockingPath', ({ textDocument, position }: TextDocumentPositionParams) => {
    const place = placeOf(textDocument.uri);
    return place ? blockingPath(place, position, language()) : [];
  });
}

function blockingPath(place: DocumentPlace, position: Position, language: Language): BlockingPathStep[] {
  const { folder, path } = place;
  const steps = folder.analysis.blockingPath(path, place.positionInFile(position));
  return shownSteps(steps, language, (step) => lineText(folder.analysis, step, language)).map(
    ({ step, name, action }) => ({
      ...folder.locationOf(step.path, step.range),
      name,
      action,
      function: step.function,
      text: step.text,
    }),
  );
}

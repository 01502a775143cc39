import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Position,
  SymbolKind,
} from 'vscode-languageserver';
import type { HierarchyItem, HierarchyKey } from '../engine/call-hierarchy.ts';
import { formatMessage, type Language } from '../messages/format-message.ts';
import type { AnalysisFolder } from './analysis-folder.ts';
import type { DocumentPlace, FilePlace } from './document-place.ts';

const kinds: Readonly<Record<HierarchyItem['kind'], SymbolKind>> = {
  function: SymbolKind.Function,
  method: SymbolKind.Method,
  constructor: SymbolKind.Constructor,
  module: SymbolKind.Module,
  'library call': SymbolKind.Function,
};

/** The items at a position; null where there is nothing that FastAPI reaches or that blocks. */
export function prepareCallHierarchy(
  place: DocumentPlace,
  position: Position,
  language: Language,
): CallHierarchyItem[] | null {
  const { folder, path } = place;
  const items = folder.analysis.callHierarchyItems(path, place.positionInFile(position));
  return items.length > 0 ? items.map((item) => itemOf(item, folder, language)) : null;
}

/** Who calls an item; null when it is no longer there. */
export function incomingCalls(place: FilePlace, data: unknown, language: Language): CallHierarchyIncomingCall[] | null {
  const calls = callsOf('incoming', place, data);
  const { folder } = place;
  return (
    calls?.map(({ item, ranges }) => ({
      from: itemOf(item, folder, language),
      fromRanges: ranges.map((range) => folder.locationOf(item.path, range).range),
    })) ?? null
  );
}

/** What an item calls; null when it is no longer there. */
export function outgoingCalls(place: FilePlace, data: unknown, language: Language): CallHierarchyOutgoingCall[] | null {
  const calls = callsOf('outgoing', place, data);
  const { folder, path } = place;
  return (
    calls?.map(({ item, ranges }) => ({
      to: itemOf(item, folder, language),
      fromRanges: ranges.map((range) => folder.locationOf(path, range).range),
    })) ?? null
  );
}

function callsOf(direction: 'incoming' | 'outgoing', { folder, path }: FilePlace, data: unknown) {
  const key = keyFrom(data);
  const { libraryPath } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const file = typeof libraryPath === 'string' ? libraryPath : path;
  return key && folder.analysis.hierarchyCalls(direction, file, key);
}

/** The workspace folder that an item in a library's file was made for; undefined for other items. */
export function libraryFolderOf(data: unknown): string | undefined {
  const { libraryPath, folder } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  return typeof libraryPath === 'string' && typeof folder === 'string' ? folder : undefined;
}

/** The key in an item's data, which a client may have kept for long or made up. */
function keyFrom(data: unknown): HierarchyKey | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { function: name, ordinal, blocker } = data as Record<string, unknown>;
  if (typeof blocker === 'string') return { blocker };
  return typeof name === 'string' && typeof ordinal === 'number' ? { function: name, ordinal } : undefined;
}

function itemOf(item: HierarchyItem, folder: AnalysisFolder, language: Language): CallHierarchyItem {
  const { uri, range } = folder.locationOf(item.path, item.range);
  return {
    name: item.name,
    kind: kinds[item.kind],
    detail: detailOf(item, language),
    uri,
    range,
    selectionRange: folder.locationOf(item.path, item.selectionRange).range,
    data: item.isOfLibrary ? { ...item.key, libraryPath: item.path, folder: folder.uri } : item.key,
  };
}

/** Where a function runs and what it ends in, as in `GET /users · event loop · blocks: requests.get`. */
function detailOf({ callable, blocker, path, kind }: HierarchyItem, language: Language): string {
  const say = (key: string, params: Record<string, string> = {}) => formatMessage(language, key, params);
  const parts: string[] = [];
  if (callable?.method) parts.push(`${callable.method} ${callable.route ?? '…'}`);
  else if (callable) parts.push(say(`role.${callable.role}`));
  if (callable && callable.place !== 'caller') parts.push(say(`place.${callable.place}`));
  if (blocker !== undefined) {
    const isFineHere = callable?.place === 'thread pool' || callable?.place === 'process';
    if (kind === 'library call') parts.push(say('hierarchy.blocks'));
    else parts.push(say(isFineHere ? 'hierarchy.waits in' : 'hierarchy.blocks in', { blocker }));
  }
  return parts.length > 0 ? parts.join(' · ') : path;
}

import { formatMessage, type Language } from './format-message.ts';

/** Why something has not been read: a message key with its parameters. */
export interface UnreadableReason {
  readonly reason: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Says that a file or folder is not analysed, and why. */
export function unreadableText(path: string, { reason, params }: UnreadableReason, language: Language): string {
  return formatMessage(language, 'status.unreadable', { path, reason: formatMessage(language, reason, params) });
}

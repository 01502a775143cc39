import type { Browser } from 'playwright-core';

export function cachedVSCodeServer(): string;
export function startVSCodeServer(options: {
  dataFolder: string;
  isTrusted?: boolean;
  language?: string;
}): Promise<{ address: string; close: () => Promise<void> }>;
export function pageAddress(options: { address: string; folder: string; suite?: string }): string;
export function findChromium(): string | undefined;
export function ensureChromium(): string;
export function launchChromium(): Promise<Browser>;

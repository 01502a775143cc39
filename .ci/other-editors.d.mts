export function ensureNeovim(): void;
export function ensureEmacs(): void;

// Editors beside VS Code that the tests drive as language clients.
import { spawnSync } from 'node:child_process';
import { installDebianPackages, SetupError } from './install.mjs';

/** Makes sure that Neovim is there; installs it where that is possible. Throws `SetupError` where it is not. */
export function ensureNeovim() {
  const isThere = () => spawnSync('nvim', ['--version']).status === 0;
  if (!isThere()) installDebianPackages(['neovim'], 'The suite in Neovim');
  if (!isThere()) throw new SetupError('Neovim was installed, but "nvim --version" fails.');
}

/** The same for Emacs with its language client, Eglot, which is a part of Emacs itself from version 29 on. */
export function ensureEmacs() {
  const requireEglot = ['--batch', '--eval', "(progn (package-initialize) (require 'eglot))"];
  const isThere = () => spawnSync('emacs', requireEglot).status === 0;
  if (!isThere()) installDebianPackages(['emacs-nox', 'elpa-eglot'], 'The suite in Emacs');
  if (!isThere()) throw new SetupError('Emacs and Eglot were installed, but Emacs cannot load Eglot.');
}

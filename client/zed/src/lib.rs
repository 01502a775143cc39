//! Starts Loopwise's language server in Zed and hands it the user's settings.

use zed_extension_api::{
    self as zed, serde_json::Value, settings::LspSettings, LanguageServerId, Result, Worktree,
};

struct Loopwise;

impl zed::Extension for Loopwise {
    fn new() -> Self {
        Loopwise
    }

    /// The program that the settings name, else the one on the PATH.
    fn language_server_command(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<zed::Command> {
        let (path, arguments) = match LspSettings::for_worktree(server.as_ref(), worktree)?.binary {
            Some(binary) => (binary.path, binary.arguments),
            None => (None, None),
        };
        let command = path
            .or_else(|| worktree.which("loopwise-language-server"))
            .ok_or("loopwise-language-server is not on the PATH; Loopwise's README says how to install it")?;
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["--stdio".to_string()]),
            env: worktree.shell_env(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(server.as_ref(), worktree)?.initialization_options)
    }

    fn language_server_workspace_configuration(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(server.as_ref(), worktree)?.settings)
    }
}

zed::register_extension!(Loopwise);

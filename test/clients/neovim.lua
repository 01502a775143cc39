-- What the tests ask of Neovim, and stand-ins for what Debian's Neovim 0.7 does not have yet of the functions that README uses.
local M = {}

vim.fs = vim.fs or {
  dirname = function(file) return file and vim.fn.fnamemodify(file, ':h') end,
  find = function(names, options)
    local folder = options.path
    while true do
      for _, name in ipairs(names) do
        if vim.loop.fs_stat(folder .. '/' .. name) then return { folder .. '/' .. name } end
      end
      local parent = vim.fn.fnamemodify(folder, ':h')
      if parent == folder then return {} end
      folder = parent
    end
  end,
}

vim.lsp.start = vim.lsp.start or function(config)
  for _, client in ipairs(vim.lsp.get_active_clients()) do
    if client.name == config.name and client.config.root_dir == config.root_dir then
      vim.lsp.buf_attach_client(0, client.id)
      return client.id
    end
  end
  local id = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, id)
  return id
end

if not vim.lsp.enable then
  local configs = {}
  vim.lsp.config = function(name, config) configs[name] = config end
  vim.lsp.enable = function(name)
    local config = configs[name]
    vim.api.nvim_create_autocmd('FileType', {
      pattern = config.filetypes,
      callback = function(args)
        local marker = vim.fs.find(config.root_markers, { upward = true, path = vim.fs.dirname(vim.api.nvim_buf_get_name(args.buf)) })[1]
        vim.lsp.start({
          name = name,
          cmd = config.cmd,
          root_dir = vim.fs.dirname(marker),
          settings = config.settings,
          -- Later versions send the settings themselves.
          on_init = function(client)
            client.notify('workspace/didChangeConfiguration', { settings = config.settings })
          end,
        })
      end,
    })
  end
end

--- Waits until a function gives something, and gives it. Fails after 20 seconds.
function M.wait(what, ask)
  local answer
  if not vim.wait(20000, function()
    answer = ask()
    return answer
  end, 20) then error('never came: ' .. what .. '; messages: ' .. vim.fn.execute('messages')) end
  return answer
end

function M.client()
  return M.wait('a client', function() return vim.lsp.get_active_clients()[1] end)
end

function M.buffer(file)
  return vim.fn.bufadd(file)
end

--- Diagnostics of a file, as `blocking-call@8`, with lines from 0.
function M.codes(file)
  local codes = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(M.buffer(file))) do
    table.insert(codes, diagnostic.user_data.lsp.code .. '@' .. diagnostic.lnum)
  end
  table.sort(codes)
  return codes
end

function M.wait_for_codes(file, wanted)
  M.wait(file .. ' with ' .. vim.inspect(wanted), function() return vim.deep_equal(M.codes(file), wanted) end)
end

--- The text of the first diagnostic.
function M.message(file)
  local first = vim.diagnostic.get(M.buffer(file))[1]
  return first and first.message or ''
end

--- Opens a file as a user does.
function M.edit(file)
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
end

--- Puts the cursor into a line (from 0), at a byte.
function M.go(line, column)
  vim.api.nvim_win_set_cursor(0, { line + 1, column })
end

--- The lines of the floating window that `vim.lsp.buf.hover()` opens.
function M.hover()
  vim.lsp.buf.hover()
  local window = M.wait('a hover', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
    end
  end)
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true)
  vim.api.nvim_win_close(window, true)
  return lines
end

--- Titles of what `vim.lsp.buf.code_action()` offers at the cursor; the one that has the text is chosen and applied.
function M.choose(text, context)
  local titles
  vim.ui.select = function(items, options, choose)
    titles = {}
    local chosen
    for _, item in ipairs(items) do
      local title = options.format_item(item)
      table.insert(titles, title)
      if text and not chosen and title:find(text, 1, true) then chosen = item end
    end
    choose(chosen)
  end
  vim.lsp.buf.code_action(context)
  return M.wait('code actions', function() return titles end)
end

function M.lines(file)
  local buffer = M.buffer(file)
  vim.fn.bufload(buffer)
  return vim.api.nvim_buf_get_lines(buffer, 0, -1, true)
end

--- Calls a function and writes what it gives, or its error, as JSON where the tests read it.
function M.report(ask)
  local is_fine, answer = xpcall(ask, debug.traceback)
  local file = assert(io.open(vim.env.LOOPWISE_ANSWER, 'w'))
  file:write(vim.json.encode(is_fine and { answer = answer } or { failure = answer }))
  file:close()
end

return M

-- The certificate of an ACME authority, in stacks that have one: chain and key in one file, which the script "edge"
-- replaces. A changed file counts for the next handshake. Reloading nginx would do as well, but close kept connections
-- just when somebody sends a request over one.
local ssl = require "ngx.ssl"
local file = "/run/nginx/edge.pem"
local text, chain, key

local function read()
  local handle = io.open(file)
  if not handle then return end
  local found = handle:read("*a")
  handle:close()
  if found == text then return end
  local new_chain, no_chain = ssl.parse_pem_cert(found)
  local new_key, no_key = ssl.parse_pem_priv_key(found)
  if not new_chain or not new_key then
    ngx.log(ngx.ERR, file, " cannot be used: ", no_chain or no_key)
    return
  end
  text, chain, key = found, new_chain, new_key
end

local function start()
  read()
  if text then ngx.timer.every(1, read) end
end

local function choose()
  if not chain then return end
  ssl.clear_certs()
  ssl.set_cert(chain)
  ssl.set_priv_key(key)
end

return { start = start, choose = choose }

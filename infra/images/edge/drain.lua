-- While this container is about to stop it serves on, and every answer asks its caller to come back over another
-- connection, which leads to another replica. Otherwise nginx would close kept connections when it ends, just when
-- somebody may send a request over one. HTTP/2 needs no such word: it tells its callers which requests it took.
local file = "/run/nginx/draining"
local draining = false

local function look()
  local handle = io.open(file)
  if not handle then return end
  handle:close()
  draining = true
end

local function start()
  ngx.timer.every(0.5, look)
end

-- nginx adds a keep-alive of its own to it; of the two, close counts (RFC 9112, 9.3).
local function ask_to_leave()
  if draining and ngx.req.http_version() < 2 then ngx.header["Connection"] = "close" end
end

return { start = start, ask_to_leave = ask_to_leave }

-- Where the gateway is: the addresses that the script "edge" looks up, read by every worker of nginx. nginx by itself
-- either keeps connections open, to addresses that it read at its start, or looks names up again and opens a connection
-- for every request, which costs more than the request.
local balancer = require "ngx.balancer"
local file = "/run/nginx/gateway.addresses"
local port = 3000
local addresses, turn = {}, 0

local function read()
  local handle = io.open(file)
  if not handle then return end
  local found = {}
  for address in handle:lines() do found[#found + 1] = address end
  handle:close()
  addresses = found
end

local function start()
  read()
  turn = math.random(1000)
  ngx.timer.every(0.5, read)
end

-- One replica after the other. A request that met one that is gone goes on to the next (see proxy_next_upstream).
local function choose()
  if #addresses == 0 then
    ngx.log(ngx.WARN, "no gateway has been found yet")
    return ngx.exit(ngx.ERROR)
  end
  if not ngx.ctx.tried then
    ngx.ctx.tried = true
    if #addresses > 1 then balancer.set_more_tries(math.min(#addresses - 1, 2)) end
  end
  turn = turn + 1
  balancer.set_current_peer(addresses[turn % #addresses + 1], port)
end

return { start = start, choose = choose }

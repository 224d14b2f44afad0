-- What nginx counts, for Prometheus, under the names that its exporter has given them. Said by each replica itself: an
-- exporter beside them would ask one of them at random.
local form = "Active connections: (%d+)%s+server accepts handled requests%s+(%d+) (%d+) (%d+)%s+"
  .. "Reading: (%d+) Writing: (%d+) Waiting: (%d+)"
local names = {
  { "nginx_connections_active", "gauge" },
  { "nginx_connections_accepted", "counter" },
  { "nginx_connections_handled", "counter" },
  { "nginx_http_requests_total", "counter" },
  { "nginx_connections_reading", "gauge" },
  { "nginx_connections_writing", "gauge" },
  { "nginx_connections_waiting", "gauge" },
}

local function show()
  local values = { ngx.location.capture("/stub_status").body:match(form) }
  for index, name in ipairs(names) do
    ngx.print("# TYPE ", name[1], " ", name[2], "\n", name[1], " ", values[index], "\n")
  end
end

return { show = show }

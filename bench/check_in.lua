-- For wrk: posts the bodies of a file, each once; every thread has devices of its own, so that the
-- check-ins of one device stay in their order. Prints one line: requests a second, p50 and p99 in
-- milliseconds, and how many answers were errors.
local threads = 0

function setup(thread)
  thread:set("mine", threads)
  threads = threads + 1
end

function init(arguments)
  local every = tonumber(arguments[2])
  bodies = {}
  local number = 0
  for line in io.lines(arguments[1]) do
    if number % every == mine then
      bodies[#bodies + 1] = wrk.format("POST", nil, {["Content-Type"] = "application/json"}, line)
    end
    number = number + 1
  end
  at = 0
end

function request()
  at = at + 1
  return bodies[(at - 1) % #bodies + 1]
end

function done(summary, latency)
  io.write(string.format("RESULT %f %f %f %d %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end

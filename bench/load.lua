-- wrk: asks for the addresses of the file named by ADDRESSES in their order, each thread from its own place on.
local addresses = {}
for line in io.lines(os.getenv("ADDRESSES")) do addresses[#addresses + 1] = line end
local threads = 0
local place = 0

function setup(thread)
  thread:set("first", threads)
  threads = threads + 1
end

function init()
  place = first * 97
end

function request()
  place = place % #addresses + 1
  return wrk.format("GET", addresses[place], { ["Accept-Encoding"] = "gzip" })
end

function done(summary, latency, requests)
  io.write(string.format("%d requests, %.0f requests/s, p50 %.1f ms, p99 %.1f ms, %d errors\n",
    summary.requests, summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end

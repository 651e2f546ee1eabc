-- wrk: asks for the addresses of the file named by ADDRESSES in their order, each thread from its own place on; with
-- ANEW=1 each of them differs from all before it, so that no answer was kept. Prints a line of JSON.
local addresses = {}
for line in io.lines(os.getenv("ADDRESSES")) do addresses[#addresses + 1] = line end
local anew = os.getenv("ANEW") == "1"
local threads = {}
local asked = 0

function setup(thread)
  thread:set("first", #threads)
  threads[#threads + 1] = thread
end

function init()
  shed, patient, other = 0, 0, 0
end

function request()
  asked = asked + 1
  local address = addresses[(first * 97 + asked) % #addresses + 1]
  if anew then address = address .. "&unread=" .. first .. "-" .. asked .. "-" .. os.time() end
  return wrk.format("GET", address, { ["Accept-Encoding"] = "gzip" })
end

function response(status, headers)
  if status == 503 or status == 429 then
    shed = shed + 1
    if headers["Retry-After"] then patient = patient + 1 end
  elseif status ~= 200 then
    other = other + 1
  end
end

function done(summary, latency)
  local s, p, o = 0, 0, 0
  for _, thread in ipairs(threads) do
    s, p, o = s + thread:get("shed"), p + thread:get("patient"), o + thread:get("other")
  end
  local errors = summary.errors
  io.write(string.format('JSON {"requests": %d, "us": %d, "p50": %.1f, "p99": %.1f, "shed": %d, "patient": %d, '
    .. '"other": %d, "broken": %d}\n', summary.requests, summary.duration, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, s, p, o, errors.connect + errors.read + errors.write + errors.timeout))
end

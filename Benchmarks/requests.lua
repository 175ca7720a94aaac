-- This file is part of the Tapedeck project.
-- SPDX-License-Identifier: Apache-2.0
--
-- Posts a body with another number in place of NUMBER each time: wrk … -s requests.lua URL -- FILE LAP COUNT START
-- LAP numbers below COUNT take turns, spread over all of them; START says how many requests were sent before.

local before, after, lap, count, sent

function init(arguments)
  local file = assert(io.open(arguments[1]))
  local body = file:read("*a")
  file:close()
  before, after = body:match("^(.*)NUMBER(.*)$")
  lap, count, sent = tonumber(arguments[2]), tonumber(arguments[3]), tonumber(arguments[4])
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer none"
end

function request()
  -- 7919 is a prime, so that no number comes twice in COUNT requests.
  local number = sent % lap * 7919 % count
  sent = sent + 1
  return wrk.format(nil, nil, nil, before .. string.format("%d", number) .. after)
end

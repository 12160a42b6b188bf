-- Tells Parta's web side who is in which conference: POST {event, conference, occupant, at}, one
-- after another, each again until it is taken. What waits is bounded, and outlives a restart; a
-- conference that a crash ended is reported as ended at the next start.

local http = require "net.http";
local json = require "util.json";
local now = require "util.time".now;

local address = module:get_option_string("parta_presence_url");
local secret = module:get_option_string("parta_presence_secret", "");
local most = module:get_option_number("parta_presence_queue", 10000);
local patience = module:get_option_number("parta_presence_timeout", 15);
local slowest = module:get_option_number("parta_presence_slowest", 30);
-- Answers that will be the same however often one asks.
local hopeless = { [400] = true; [409] = true; [410] = true; [413] = true; [415] = true; [422] = true };

local kept = module:open_store("parta_presence");
local waiting, open = {}, {};
local sending, pause, stopped = false, 1, false;
local push;

local function save()
	local ok, err = kept:set("state", { waiting = waiting, open = open });
	if not ok then module:log("error", "What the web side has not heard yet could not be saved: %s", err); end
end

local function send()
	local event = waiting[1];
	if sending or stopped or not event then return; end
	sending = true;
	local answered = false;

	local function finish(code)
		if answered then return; end
		answered, sending = true, false;
		local taken = type(code) == "number" and code >= 200 and code < 300;
		if not taken and hopeless[code] then
			module:log("error", "The web side does not understand %s of %s (%d)", event.event, event.conference, code);
			taken = true;
		end
		if taken then
			pause = 1;
			if waiting[1] == event then table.remove(waiting, 1); end
			return send();
		end
		module:log("warn", "The web side did not take an event (%s); %d wait", code, #waiting);
		module:add_timer(pause, send);
		pause = math.min(pause * 2, slowest);
	end

	http.request(address, {
		method = "POST";
		headers = { ["Content-Type"] = "application/json"; ["Authorization"] = "Bearer "..secret };
		body = json.encode(event);
	}, function (_, code) finish(code); end);
	module:add_timer(patience, function () finish("no answer"); end);
end

function push(name, conference, occupant)
	if #waiting >= most then
		module:log("error", "Too much waits for the web side; the oldest event is lost");
		table.remove(waiting, sending and 2 or 1);
	end
	waiting[#waiting + 1] = {
		event = name, conference = conference, occupant = occupant, at = math.floor(now() * 1000);
	};
	send();
end

local function occupant(event)
	local entry = event.entry;
	return { id = event.id, user = entry.user, name = entry.name, affiliation = entry.affiliation };
end

if not address then
	module:log("warn", "parta_presence_url is not set: nobody is told who is in a conference");
	return;
end

module:hook("parta-opened", function (event)
	open[event.conference] = true;
	push("created", event.conference);
	save();
end);
module:hook("parta-entered", function (event)
	push("joined", event.entry.conference, occupant(event));
end);
module:hook("parta-left", function (event)
	push("left", event.entry.conference, occupant(event));
end);
module:hook("parta-closed", function (event)
	open[event.conference] = nil;
	push("destroyed", event.conference);
	save();
end);

function module.load()
	local state = kept:get("state") or {};
	waiting, open = state.waiting or {}, state.open or {};
	local muc = prosody.hosts[module.host].modules.muc;
	for conference in pairs(open) do
		local room = muc and muc.get_room_from_jid(conference.."@"..module.host);
		if not (room and room.parta_opened) then
			open[conference] = nil;
			push("destroyed", conference);
		end
	end
	send();
end

local function stop()
	stopped = true;
	save();
end
module:hook_global("server-stopping", stop, -1000);
module.unload = stop;

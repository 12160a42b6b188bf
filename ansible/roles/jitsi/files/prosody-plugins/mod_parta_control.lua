-- Parta's web side puts somebody out of a conference, or ends it: POST /parta/remove
-- {"conference", "user"}, POST /parta/end {"conference"}; from this machine, with the shared secret.
-- Whoever is put out does not come back with a token signed before.

local hashes = require "util.hashes";
local json = require "util.json";
local now = require "util.time".now;
local bars = module:require "parta/bars";
local claims = module:require "parta/claims";

local secret = module:get_option_string("parta_control_secret", "");
local muc_host = module:get_option_string("parta_control_rooms");
local longest = 4096;

local barred = module:shared("/*/parta/barred");
barred.list = barred.list or bars.new(3600);

local function answer(event, code, body)
	event.response.status_code = code;
	event.response.headers.content_type = "application/json";
	return json.encode(body);
end

local function is_known(request)
	local given = (request.headers.authorization or ""):match("^Bearer (%S+)$");
	-- Of hashes, so that lengths tell nothing either.
	return secret ~= "" and given ~= nil and hashes.equals(hashes.sha256(given), hashes.sha256(secret));
end

local function is_from_here(request)
	local ip = request.ip;
	return ip == "127.0.0.1" or ip == "::1" or ip == "::ffff:127.0.0.1";
end

local function find_room(conference)
	local component = prosody.hosts[muc_host];
	local muc = component and component.modules.muc;
	return muc and muc.get_room_from_jid(conference.."@"..muc_host);
end

-- user nil: everybody. Also those who are connected and not inside yet.
local function sessions_of(conference, user)
	local found = {};
	for _, session in pairs(prosody.full_sessions) do
		local entry = session.parta;
		if entry and entry.conference == conference and (user == nil or entry.user == user) then
			found[#found + 1] = session;
		end
	end
	return found;
end

local function close(sessions)
	for _, session in ipairs(sessions) do
		session:close({ condition = "not-authorized", text = "removed" });
	end
	return #sessions;
end

local function remove(order)
	if type(order.user) ~= "string" or order.user == "" then return nil; end
	local sessions = sessions_of(order.conference, order.user);
	barred.list:set(order.conference, order.user, now());
	local room = find_room(order.conference);
	for nick, entry in pairs(room and room.parta_inside or {}) do
		if entry.user == order.user then room:set_role(true, nick, nil, "removed"); end
	end
	return close(sessions);
end

local function finish(order)
	local sessions = sessions_of(order.conference);
	barred.list:set(order.conference, nil, now());
	local room = find_room(order.conference);
	if room then room:destroy(nil, "ended"); end
	return close(sessions);
end

local function handle(act)
	return function (event)
		local request = event.request;
		if not is_from_here(request) then return answer(event, 403, { error = "not-from-here" }); end
		if not is_known(request) then return answer(event, 401, { error = "wrong-secret" }); end
		local body = request.body or "";
		local order = #body <= longest and json.decode(body) or nil;
		if type(order) ~= "table" or not claims.is_conference(order.conference) then
			return answer(event, 400, { error = "malformed" });
		end
		local removed = act(order);
		if not removed then return answer(event, 400, { error = "malformed" }); end
		module:log("info", "%d connections of %s closed", removed, order.conference);
		return answer(event, 200, { removed = removed });
	end;
end

module:depends "http";
module:provides("http", {
	default_path = "/parta";
	cors = { enabled = false };
	route = { ["POST /remove"] = handle(remove); ["POST /end"] = handle(finish) };
});

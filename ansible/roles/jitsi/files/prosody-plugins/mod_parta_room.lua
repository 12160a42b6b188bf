-- A conference, for those whose token names it, as what their token says.
--
-- Owners open it; members come in while an owner is inside. Nobody's rights grow after that, whoever
-- asks and whichever other module would grant it. Some minutes after the last owner has gone it ends.
--
-- Fires for mod_parta_presence: parta-opened, parta-entered, parta-left, parta-closed.

local jid_bare = require "util.jid".bare;
local jid_resource = require "util.jid".resource;
local jid_split = require "util.jid".split;
local now = require "util.time".now;
local st = require "util.stanza";
local bars = module:require "parta/bars";

local services = module:get_option_set("parta_room_services", {});
local grace = module:get_option_number("parta_room_grace", 120);
local most = module:get_option_number("parta_room_max_occupants", 100);
local connections = {
	owner = module:get_option_number("parta_room_connections_owner", 3);
	member = module:get_option_number("parta_room_connections_member", 1);
};
local barred = module:shared("/*/parta/barred");
barred.list = barred.list or bars.new(3600);

local function is_service(jid)
	return services:contains(jid_bare(jid));
end

-- What the token of a connected person says; nil for services and strangers.
local function entry_of(bare_jid)
	local user = prosody.bare_sessions[bare_jid];
	for _, session in pairs(user and user.sessions or {}) do
		if session.parta then return session.parta; end
	end
end

-- Occupant's address in the room → what their token said.
local function inside(room)
	room.parta_inside = room.parta_inside or {};
	return room.parta_inside;
end

local function has_owner(room)
	for _, entry in pairs(inside(room)) do
		if entry.affiliation == "owner" then return true; end
	end
	return false;
end

local function refuse(event, kind, condition, why)
	module:log("info", "%s does not enter %s: %s", event.stanza.attr.from, event.stanza.attr.to, why);
	event.origin.send(st.error_reply(event.stanza, kind, condition, why, module.host));
	return true;
end

-- The door ------------------------------------------------------------------------------------------

local function check_token(event)
	local stanza, entry = event.stanza, event.origin.parta;
	if is_service(stanza.attr.from) then return; end
	if not entry then return refuse(event, "auth", "forbidden", "no-token"); end
	if jid_split(stanza.attr.to) ~= entry.conference then
		return refuse(event, "auth", "forbidden", "wrong-room");
	end
	if barred.list:holds(entry) then return refuse(event, "auth", "forbidden", "removed"); end
	-- Jitsi's clients take eight hexadecimal digits: the name of a person stands elsewhere.
	if not (jid_resource(stanza.attr.to) or ""):find("^%x%x%x%x%x%x%x%x$") then
		return refuse(event, "modify", "not-acceptable", "wrong-nick");
	end
end

module:hook("muc-room-pre-create", function (event)
	local refused = check_token(event);
	if refused or is_service(event.stanza.attr.from) then return refused; end
	if event.origin.parta.affiliation ~= "owner" then
		return refuse(event, "cancel", "not-allowed", "waiting-for-host");
	end
end, 98);

module:hook("muc-occupant-pre-join", check_token, 98);

-- Jitsi's mod_muc_wait_for_host takes anybody with a token for a host, unless somebody says otherwise.
module:hook("room_has_host", function (event)
	local entry = event.session and event.session.parta;
	return entry ~= nil and entry.affiliation == "owner";
end, 100);

-- Between Jitsi's modules that bypass a lobby (-3) and the lobby itself (-4): whoever it holds stays
-- without affiliation until an owner lets them in.
module:hook("muc-occupant-pre-join", function (event)
	local room, occupant, entry = event.room, event.occupant, event.origin.parta;
	if not entry then return; end
	local held = room:get_members_only() and (room:get_affiliation(occupant.bare_jid) or "none") == "none";
	if entry.affiliation == "member" and held then return; end
	room:set_affiliation(true, occupant.bare_jid, entry.affiliation);
	occupant.role = entry.affiliation == "owner" and "moderator" or "participant";
end, -3.5);

local function leave(room, nick, why)
	room:set_role(true, nick, nil, why);
end

-- Somebody who comes again leaves their oldest connection: a ghost of a broken line, mostly.
local function make_room_for(room, entry)
	local own = {};
	for nick, other in pairs(inside(room)) do
		if other.user == entry.user then own[#own + 1] = { nick = nick; since = other.entered }; end
	end
	table.sort(own, function (one, other) return one.since < other.since; end);
	for place = 1, #own - connections[entry.affiliation] + 1 do leave(room, own[place].nick, "elsewhere"); end
end

-- After every other module has had its say.
module:hook("muc-occupant-pre-join", function (event)
	local room, entry = event.room, event.origin.parta;
	if not entry then return; end
	if entry.affiliation ~= "owner" and not has_owner(room) then
		return refuse(event, "cancel", "not-allowed", "waiting-for-host");
	end
	make_room_for(room, entry);
	local count = 0;
	for _ in pairs(inside(room)) do count = count + 1; end
	if count >= most and entry.affiliation ~= "owner" then
		return refuse(event, "wait", "service-unavailable", "full");
	end
end, -30);

-- Who is inside -------------------------------------------------------------------------------------

module:hook("muc-occupant-joined", function (event)
	local room, entry = event.room, event.origin and event.origin.parta;
	if not entry then return; end
	entry.entered = now();
	inside(room)[event.nick] = entry;
	if entry.affiliation == "owner" then room.parta_alone = nil; end
	if not room.parta_opened then
		room.parta_opened = true;
		module:fire_event("parta-opened", { conference = entry.conference });
	end
	module:fire_event("parta-entered", { entry = entry, id = jid_resource(event.nick) });
end, 10);

local function end_unless_back(room)
	if room.parta_alone or not next(inside(room)) then return; end
	local alone = {};
	room.parta_alone = alone;
	module:add_timer(grace, function ()
		if room.parta_alone == alone and not room.destroying then room:destroy(nil, "host-left"); end
	end);
end

module:hook("muc-occupant-left", function (event)
	local room, entry = event.room, inside(event.room)[event.nick];
	if not entry then return; end
	inside(room)[event.nick] = nil;
	module:fire_event("parta-left", { entry = entry, id = jid_resource(event.nick) });
	if not room.destroying and not has_owner(room) then end_unless_back(room); end
end, 10);

module:hook("muc-room-destroyed", function (event)
	event.room.parta_alone = nil;
	if event.room.parta_opened then
		event.room.parta_opened = nil;
		module:fire_event("parta-closed", { conference = jid_split(event.room.jid) });
	end
end, 10);

-- Rights do not grow ---------------------------------------------------------------------------------

local function may_lead(jid)
	if is_service(jid) then return true; end
	local entry = entry_of(jid_bare(jid));
	return entry ~= nil and entry.affiliation == "owner";
end

module:hook("muc-pre-set-affiliation", function (event)
	local rises = event.affiliation == "owner" or event.affiliation == "admin";
	if rises and not may_lead(event.jid) then
		module:log("warn", "%s is not made %s of %s", event.jid, event.affiliation, event.room.jid);
		event.allowed = false;
		return true;
	end
end, 1000);

module:hook("muc-pre-set-role", function (event)
	if event.role == "moderator" and not may_lead(event.occupant.bare_jid) then
		event.allowed, event.error, event.condition = false, "cancel", "not-allowed";
		return true;
	end
end, 1000);

module:hook("muc-occupant-pre-change", function (event)
	if event.orig_occupant.nick ~= event.dest_occupant.nick and event.origin.parta then
		return refuse(event, "cancel", "not-allowed", "nick-is-frozen");
	end
end, 1000);

-- Rooms are as they are made: not kept, not listed.
for _, field in ipairs { "persistentroom", "publicroom" } do
	module:hook("muc-config-submitted/muc#roomconfig_"..field, function () return true; end, 1000);
end

module:hook("muc-pre-invite", function (event)
	local entry = event.origin.parta;
	if entry and entry.affiliation ~= "owner" then return refuse(event, "auth", "forbidden", "no-invitations"); end
end, 1000);

module:hook("iq/bare/jabber:iq:register:query", function (event)
	if event.origin.parta then return refuse(event, "cancel", "not-allowed", "no-registration"); end
end, 1000);

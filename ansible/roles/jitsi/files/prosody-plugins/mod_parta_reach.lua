-- Where somebody with a token may send anything at all: their own conference, this host, and the
-- services named in `parta_reach_services`. Not to other conferences, not to the bridges' room, not
-- past the conference to other people, not out of this server.

local jid_split = require "util.jid".split;
local st = require "util.stanza";

local rooms = module:get_option_set("parta_reach_rooms", {});
local services = module:get_option_set("parta_reach_services", {});
local xmlns_focus = "http://jitsi.org/protocol/focus";

-- A conference that the focus is asked to open must be one's own.
local function is_own_request(stanza, conference)
	local request = stanza.name == "iq" and stanza:get_child("conference", xmlns_focus);
	if not request then return true; end
	local node, host = jid_split(request.attr.room);
	return node == conference and rooms:contains(host);
end

local function may_reach(session, stanza)
	local to = stanza.attr.to;
	if to == nil then return stanza.name == "iq"; end
	local node, host = jid_split(to);
	if host == module.host then
		return node == nil and stanza.name == "iq" or node == session.username;
	elseif rooms:contains(host) then
		return node == session.parta.conference or (node == nil and stanza.name == "iq" and stanza.attr.type == "get");
	elseif services:contains(host) then
		return is_own_request(stanza, session.parta.conference);
	end
	return false;
end

local function keep_inside(event)
	local session, stanza = event.origin, event.stanza;
	if session.type ~= "c2s" then return; end
	if session.parta and may_reach(session, stanza) then return; end
	module:log("info", "%s may not send to %s", session.full_jid, stanza.attr.to);
	if stanza.attr.type ~= "error" and stanza.attr.type ~= "result" then
		session.send(st.error_reply(stanza, "cancel", "not-allowed"));
	end
	return true;
end

for _, name in ipairs { "iq", "message", "presence" } do
	for _, kind in ipairs { "full", "bare", "host", "self" } do
		module:hook("pre-"..name.."/"..kind, keep_inside, 1000);
	end
end

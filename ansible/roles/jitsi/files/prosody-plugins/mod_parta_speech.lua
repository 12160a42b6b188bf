-- What somebody in a conference may say to others through Prosody: under their own name, and only
-- what the `features` of their token allow. What a token does not name is not allowed.

local st = require "util.stanza";
local jid_bare = require "util.jid".bare;

local services = module:get_option_set("parta_room_services", {});
local xmlns_nick = "http://jabber.org/protocol/nick";

-- What a client says of itself that others would see as a name, a picture, a rank or a message.
local own_words = {
	["nick"] = true; ["email"] = true; ["identity"] = true; ["avatar-url"] = true; ["status"] = true;
	["hats"] = true; ["display-name"] = true; ["delay"] = true;
};

local function strip(stanza)
	stanza:maptags(function (tag)
		local is_forged = own_words[tag.name] or (tag.name == "x" and tag.attr.xmlns ~= "http://jabber.org/protocol/muc");
		return not is_forged and tag or nil;
	end);
end

local function name_truly(event)
	local stanza, entry = event.stanza, event.origin.parta;
	if not entry then return; end
	strip(stanza);
	if stanza.attr.type ~= nil then return; end
	stanza:reset();
	stanza:text_tag("nick", entry.name, { xmlns = xmlns_nick });
	if entry.avatar then stanza:text_tag("avatar-url", entry.avatar); end
	stanza:tag("identity"):tag("user"):text_tag("id", entry.user):text_tag("name", entry.name);
	if entry.avatar then stanza:text_tag("avatar", entry.avatar); end
	stanza:reset();
end
module:hook("presence/full", name_truly, 1000);
module:hook("presence/bare", name_truly, 1000);

local function refuse(event)
	if event.stanza.attr.type ~= "error" and event.stanza.attr.type ~= "result" then
		event.origin.send(st.error_reply(event.stanza, "auth", "forbidden"));
	end
	return true;
end

module:hook("muc-occupant-groupchat", function (event)
	local stanza, entry = event.stanza, event.origin.parta;
	if not entry then return; end
	if stanza:get_child("body") and entry.features["send-groupchat"] ~= true then return refuse(event); end
	strip(stanza);
end, 40);

local function occupant_at(address)
	local muc = prosody.hosts[module.host].modules.muc;
	local room = muc and muc.get_room_from_jid(jid_bare(address));
	return room and room:get_occupant_by_nick(address);
end

-- Jitsi's own business between a client and the focus passes; between clients nothing does, unless
-- the token allows private words. So no two pupils make a call of their own beside the conference.
local function keep_public(event)
	local stanza, entry = event.stanza, event.origin.parta;
	if not entry then return; end
	local occupant = occupant_at(stanza.attr.to);
	if occupant and (services:contains(occupant.bare_jid) or occupant.bare_jid == jid_bare(stanza.attr.from)) then
		return;
	end
	if stanza.name == "message" and entry.features["send-private-message"] == true then
		strip(stanza);
		return;
	end
	return refuse(event);
end
module:hook("message/full", keep_public, 1000);
module:hook("iq/full", keep_public, 1000);

-- For what is between Jitsi's own services only: the host of their accounts, and the room where the
-- bridges report. Nobody with a token, and nobody from the web, comes here.

local jid_split = require "util.jid".split;
local st = require "util.stanza";

if module:get_host_type() == "component" then
	local hosts = module:get_option_set("parta_inner_hosts", {});

	local function only_services(event)
		local origin, stanza = event.origin, event.stanza;
		local _, host = jid_split(stanza.attr.from);
		if hosts:contains(host) then return; end
		module:log("warn", "%s knocked at %s", stanza.attr.from, module.host);
		if stanza.attr.type ~= "error" and stanza.attr.type ~= "result" then
			origin.send(st.error_reply(stanza, "auth", "forbidden"));
		end
		return true;
	end

	for _, name in ipairs { "iq", "message", "presence" } do
		for _, kind in ipairs { "full", "bare", "host" } do
			module:hook(name.."/"..kind, only_services, 1000);
		end
	end
else
	-- Services connect over TCP on this machine. What comes through nginx (BOSH, WebSocket) is people,
	-- who shall not even try a service's password.
	module:hook("stream-features", function (event)
		local session = event.origin;
		if session.bosh_version or session.websocket_request then
			module:log("warn", "Somebody from %s tried to log in as a service", session.ip);
			session:close({ condition = "not-authorized" });
			return true;
		end
	end, 1000);
end

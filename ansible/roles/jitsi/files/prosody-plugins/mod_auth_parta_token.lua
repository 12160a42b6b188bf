-- Who connects shows a token that Parta's web side signed for one person and one conference, in the
-- address of the connection (?room=…&token=…), as Jitsi's clients do. Nothing else lets anybody in.
--
-- What the token says is left on the session: as `parta` for our own modules, and under the names
-- that Jitsi's mod_auth_token uses, so that Jitsi's modules work beside ours.

local formdecode = require "util.http".formdecode;
local generate_uuid = require "util.uuid".generate;
local new_sasl = require "util.sasl".new;
local now = require "util.time".now;
local jwt = module:require "parta/jwt";
local claims = module:require "parta/claims";
local once = module:require "parta/once";

local used = module:shared("used");
used.tokens = used.tokens or once.new();

local keys, expected;

local function load_config()
	keys = {};
	local names = {};
	for _, key in ipairs(module:get_option("parta_token_keys", {})) do
		-- HS256 wants a secret as long as its hash (RFC 7518, 3.2).
		if type(key.kid) == "string" and ((type(key.secret) == "string" and #key.secret >= 32) or key.public) then
			keys[key.kid] = { secret = key.secret, public = key.public };
			names[#names + 1] = key.kid;
		else
			module:log("error", "parta_token_keys: a key without a kid, or with a secret under 32 bytes, is left out");
		end
	end
	if next(keys) == nil then module:log("error", "parta_token_keys: no key, so nobody can enter"); end
	module:log("info", "Keys that are accepted: %s", table.concat(names, ", "));
	expected = {
		issuer = module:get_option_string("parta_token_issuer", "parta");
		audience = module:get_option_string("parta_token_audience", "parta");
		domain = module.host;
		lifetime = module:get_option_number("parta_token_lifetime", 300);
	};
end
load_config();
module:hook_global("config-reloaded", load_config);

local function from_address(event)
	local session, request = event.session, event.request;
	local query = request.url and request.url.query;
	local params = type(query) == "string" and formdecode(query);
	if type(params) ~= "table" then return; end
	session.auth_token = params.token;
	session.jitsi_web_query_room = params.room;
end
module:hook_global("bosh-session", from_address);
module:hook_global("websocket-session", from_address);

-- true, or nil and why not.
local function enter(session)
	if session.parta then return nil, "again"; end
	local told, why = jwt.verify(keys, session.auth_token);
	if not told then return nil, why; end
	local entry, cause = claims.check(told, expected, now());
	if not entry then return nil, cause; end
	local asked = session.jitsi_web_query_room;
	if asked ~= nil and asked ~= entry.conference then return nil, "wrong-room"; end
	if not used.tokens:first(entry.id, entry.expires, now()) then return nil, "replayed"; end
	session.parta = entry;
	session.jitsi_meet_room = entry.conference;
	session.jitsi_meet_domain = expected.domain;
	session.jitsi_meet_context_user = entry.context.user;
	session.jitsi_meet_context_features = entry.features;
	return true;
end

local provider = {};

function provider.get_sasl_handler(session)
	local handler = new_sasl(module.host, { anonymous = function () return false; end });
	-- Prosody's own ANONYMOUS asks again and again until somebody says yes; ours asks once.
	function handler:process()
		local ok, why = enter(session);
		if not ok then
			module:log("info", "No entry with this token: %s", why);
			return "failure", "not-authorized", why;
		end
		self.username = generate_uuid();
		return "success";
	end
	function handler:clean_clone() -- luacheck: ignore 212/self
		return provider.get_sasl_handler(session);
	end
	return handler;
end

function provider.test_password() return nil, "Tokens only"; end
function provider.get_password() return nil, "Tokens only"; end
function provider.set_password() return nil, "Tokens only"; end
function provider.user_exists() return nil, "Tokens only"; end
function provider.create_user() return nil, "Tokens only"; end
function provider.delete_user() return nil, "Tokens only"; end

module:provides("auth", provider);

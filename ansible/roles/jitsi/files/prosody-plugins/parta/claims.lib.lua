-- What a genuine token must say before anybody is let in by it. The signer and this file keep to
-- docs/adr/0021-jitsis-door.md.

local json = require "util.json";

local leeway = 5; -- seconds that two clocks of one school may be apart
local features_most = 40;

local function is_text(value, most)
	return type(value) == "string" and value ~= "" and #value <= most and not value:find("%c");
end

local function is_time(value)
	return type(value) == "number" and value > 0 and value < 2^53;
end

-- Conference names are unguessable, of one form, and so never "*" or a pattern.
local function is_conference(name)
	return type(name) == "string" and #name == 26 and name:find("^c[a-z2-7]+$") ~= nil;
end

local function person(context)
	local user = type(context) == "table" and context.user;
	if type(user) ~= "table" then return nil, "no-user"; end
	if not is_text(user.id, 255) or not user.id:find("^@[^:]+:.+$") then return nil, "no-user"; end
	if not is_text(user.name, 255) then return nil, "no-name"; end
	if user.avatar ~= nil and not is_text(user.avatar, 2000) then return nil, "wrong-avatar"; end
	if user.affiliation ~= "owner" and user.affiliation ~= "member" then return nil, "wrong-affiliation"; end
	-- Jitsi's own modules look at either; a token must not say two things.
	if user.moderator ~= (user.affiliation == "owner") then return nil, "wrong-affiliation"; end
	return user;
end

local function features(context)
	local found = context.features;
	-- Prosody reads null as a table of its own.
	if type(found) ~= "table" or found == json.null then return nil, "no-features"; end
	local count = 0;
	for name, allowed in pairs(found) do
		count = count + 1;
		if type(name) ~= "string" or type(allowed) ~= "boolean" or count > features_most then
			return nil, "wrong-features";
		end
	end
	return found;
end

-- expected: { issuer, audience, domain, lifetime (seconds) }; now: seconds.
-- → { conference, user, name, avatar, affiliation, features, context, id, issued, expires }, or nil and why not.
local function check(claims, expected, now)
	if claims.iss ~= expected.issuer then return nil, "wrong-issuer"; end
	if claims.aud ~= expected.audience then return nil, "wrong-audience"; end
	if claims.sub ~= expected.domain then return nil, "wrong-domain"; end
	if not (is_time(claims.exp) and is_time(claims.nbf) and is_time(claims.iat)) then return nil, "no-time"; end
	if claims.exp - claims.iat > expected.lifetime then return nil, "too-long"; end
	if now >= claims.exp + leeway then return nil, "expired"; end
	if now < claims.nbf - leeway or now < claims.iat - leeway then return nil, "not-yet"; end
	if not is_conference(claims.room) then return nil, "wrong-room"; end
	if not is_text(claims.jti, 128) then return nil, "no-id"; end
	local user, why = person(claims.context);
	if not user then return nil, why; end
	local allowed, cause = features(claims.context);
	if not allowed then return nil, cause; end
	return {
		conference = claims.room; user = user.id; name = user.name; avatar = user.avatar;
		affiliation = user.affiliation; features = allowed; context = claims.context;
		id = claims.jti; issued = claims.iat; expires = claims.exp + leeway;
	};
end

return { check = check, is_conference = is_conference };

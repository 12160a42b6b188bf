-- A signed token (RFC 7519, compact form): is the signature that of one of our keys?
--
-- The key says which algorithm it is for, never the token: a key with a `secret` is for HS256, one
-- with a `public` key (PEM) for RS256. So "none" is no algorithm at all, and nobody signs with our
-- public key as if it were a secret.

local base64 = require "util.encodings".base64;
local hashes = require "util.hashes";
local json = require "util.json";

local longest = 8192;
local url_to_plain = { ["-"] = "+", ["_"] = "/" };
local plain_to_url = { ["+"] = "-", ["/"] = "_", ["="] = "" };

local function encode(data)
	return (base64.encode(data):gsub("[+/=]", plain_to_url));
end

-- nil where `text` is not exactly what `encode` makes of some data.
local function decode(text)
	local data = base64.decode(text:gsub("[-_]", url_to_plain)..("="):rep(-#text % 4));
	if data and encode(data) == text then return data; end
end

local function object(text)
	local plain = decode(text);
	local found = plain and json.decode(plain);
	return type(found) == "table" and found or nil;
end

local function is_hs256(key, signed, signature)
	local expected = hashes.hmac_sha256(key.secret, signed);
	return #signature == #expected and hashes.equals(signature, expected);
end

local function is_rs256(key, signed, signature)
	local ok, valid = pcall(function ()
		local digest = require "openssl.digest".new("sha256"):update(signed);
		return require "openssl.pkey".new(key.public):verify(signature, digest);
	end);
	return ok and valid == true;
end

-- keys: { [kid] = { secret = … } or { public = … } } → the claims, or nil and why not.
local function verify(keys, token)
	if type(token) ~= "string" or #token > longest then return nil, "no-token"; end
	local signed, head, body, tail = token:match("^(([%w_-]+)%.([%w_-]+))%.([%w_-]+)$");
	if not signed then return nil, "malformed"; end
	local header, signature = object(head), decode(tail);
	if not header or not signature then return nil, "malformed"; end
	local key = type(header.kid) == "string" and keys[header.kid];
	if not key then return nil, "unknown-key"; end
	if header.crit ~= nil then return nil, "unknown-extension"; end
	local genuine;
	if header.alg == "HS256" and key.secret then
		genuine = is_hs256(key, signed, signature);
	elseif header.alg == "RS256" and key.public then
		genuine = is_rs256(key, signed, signature);
	else
		return nil, "wrong-algorithm";
	end
	if not genuine then return nil, "wrong-signature"; end
	local claims = object(body);
	if not claims then return nil, "malformed"; end
	return claims;
end

return { verify = verify };

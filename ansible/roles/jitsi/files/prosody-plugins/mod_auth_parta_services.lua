-- The accounts of Jitsi's own services: named in the configuration with their passwords, so that
-- there is nothing to register, and a changed password is a changed line.

local new_sasl = require "util.sasl".new;
local hashes = require "util.hashes";
local saslprep = require "util.encodings".stringprep.saslprep;

local accounts;
local function load_config()
	accounts = module:get_option("parta_service_accounts", {});
end
load_config();
module:hook_global("config-reloaded", load_config);

local provider = {};

function provider.user_exists(username)
	return accounts[username] ~= nil;
end

function provider.test_password(username, given)
	local password = accounts[username];
	local known = type(given) == "string" and password ~= nil
		and hashes.equals(hashes.sha256(given), hashes.sha256(password));
	return known or nil, not known and "Unknown account or wrong password" or nil;
end

function provider.users()
	return next, accounts, nil;
end

function provider.get_password() return nil, "Not told"; end
function provider.set_password() return nil, "Set by the playbook"; end
function provider.create_user() return nil, "Set by the playbook"; end
function provider.delete_user() return nil, "Set by the playbook"; end

function provider.get_sasl_handler()
	return new_sasl(module.host, {
		plain = function (_, username)
			local password = accounts[username];
			return password and saslprep(password) or "", password ~= nil or nil;
		end;
	});
end

module:provides("auth", provider);

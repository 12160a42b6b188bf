-- Who was put out of a conference, or whose conference was ended: a token signed until then opens
-- nothing more, whether it was used already or not. A token signed later does.

local bars = {};
bars.__index = bars;

-- kept: seconds after which every token signed before has run out by itself.
local function new(kept)
	return setmetatable({ kept = kept, at = {}, swept = 0 }, bars);
end

local function key(conference, user)
	return conference.."\n"..(user or "");
end

function bars:sweep(now)
	if now - self.swept < 10 then return; end
	self.swept = now;
	for name, at in pairs(self.at) do
		if at + self.kept < now then self.at[name] = nil; end
	end
end

-- user nil: everybody.
function bars:set(conference, user, now)
	self:sweep(now);
	self.at[key(conference, user)] = now;
end

function bars:holds(entry)
	for _, user in ipairs { entry.user, "" } do
		local at = self.at[key(entry.conference, user)];
		if at and entry.issued <= at then return true; end
	end
	return false;
end

return { new = new };

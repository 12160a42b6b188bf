-- Things that are remembered until a time, and then forgotten: memory stays bounded by how much
-- happens in that time.

local heap = {};
heap.__index = heap;

local function new()
	return setmetatable({ until_when = {}, swept = 0 }, heap);
end

-- Every ten seconds at most, so that a flood costs no more than its own length.
function heap:sweep(now)
	if now - self.swept < 10 then return; end
	self.swept = now;
	for key, expires in pairs(self.until_when) do
		if expires <= now then self.until_when[key] = nil; end
	end
end

-- true the first time, false while it is remembered.
function heap:first(key, expires, now)
	self:sweep(now);
	if self.until_when[key] and self.until_when[key] > now then return false; end
	self.until_when[key] = expires;
	return true;
end

return { new = new };

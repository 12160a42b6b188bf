"""nio's client, mended where it gives way."""

import logging
from typing import Any

from nio import Api, AsyncClient, KeysUploadResponse, ToDeviceEvent
from nio.events.to_device import OlmEvent

from bot.matrix.ask import Refused
from bot.matrix.hostile import INDIGESTIBLE, clean

logger = logging.getLogger(__name__)


class NioClient(AsyncClient):
    """An AsyncClient for a service that runs for years among people who try things.

    What differs from nio 0.26, each by overriding the method in question:

    - what hostile devices send cannot end a sync or a key query with an exception;
    - one-time keys are kept before they are published, so that a crash in between does not leave
      the homeserver with keys that nobody has, and refusing all that follow;
    - the homeserver's count of one-time keys is believed when it is 0, too, so that they are
      renewed when all are used up;
    - the devices of people in rooms that nio does not know (after a restart it knows none until
      something happens there) are asked for again when they change;
    - a room whose keys could not be sent out is not silent ever after.
    """

    async def parse_body(self, transport_response: Any) -> dict[Any, Any]:
        """The JSON of an answer, without what others put there to hurt."""
        return clean(await super().parse_body(transport_response))

    async def keys_upload(self) -> Any:
        """Publish the device's keys and as many one-time keys as are missing."""
        keys = self.olm.share_keys()
        self.olm.save_account()
        method, path, data = Api.keys_upload(self.access_token, keys)
        return await self._send(KeysUploadResponse, method, path, data)

    async def share_group_session(
        self, room_id: str, ignore_unverified_devices: bool = False
    ) -> Any:
        """Give the room's key to its members' devices.

        Raises:
            Refused: some did not get it; the next message makes a new key and tries again.
        """
        ours = room_id not in self.sharing_session
        try:
            answer = await super().share_group_session(room_id, ignore_unverified_devices)
        finally:
            # nio forgets this where asking for one-time keys fails; others wait for it.
            if ours and (waiting := self.sharing_session.pop(room_id, None)):
                waiting.set()
        session = self.olm.outbound_group_sessions.get(room_id)
        if session is not None and (left_out := self._left_out(room_id, session)):
            del self.olm.outbound_group_sessions[room_id]
            raise Refused(0, {"error": f"{left_out} devices did not get the room's key"})
        return answer

    async def close(self) -> None:
        """End the session with the homeserver, and close the store."""
        await super().close()
        if self.store is not None:
            self.store.database.close()

    def _left_out(self, room_id: str, session: Any) -> int:
        """Devices that should have got the key and did not. One without one-time keys cannot."""
        return sum(
            1
            for user in self.rooms[room_id].users
            for device in self.device_store.active_user_devices(user)
            if (user, device.id) not in session.users_shared_with
            and (user, device.id) not in session.users_ignored
            and self.olm.session_store.get(device.curve25519)
        )

    def _handle_decrypt_to_device(self, to_device_event: ToDeviceEvent) -> Any:
        try:
            return super()._handle_decrypt_to_device(to_device_event)
        except INDIGESTIBLE as error:
            logger.warning(
                "A message to this device from %s cannot be read: %s",
                to_device_event.sender,
                type(error).__name__,
            )
            if isinstance(to_device_event, OlmEvent):  # as nio does for what it cannot decrypt
                key = to_device_event.sender_key
                self.olm._mark_device_for_unwedging(to_device_event.sender, key)
            return None

    def _handle_timeline_event(self, event: Any, room_id: str, *rest: Any) -> Any:
        try:
            return super()._handle_timeline_event(event, room_id, *rest)
        except INDIGESTIBLE as error:
            logger.warning("An event in %s cannot be taken in: %s", room_id, type(error).__name__)
            return None

    def _handle_olm_events(self, response: Any) -> None:
        super()._handle_olm_events(response)
        count = response.device_key_count.signed_curve25519
        if count is not None:
            self.olm.uploaded_key_count = count
        changed, left = set(response.device_list.changed), set(response.device_list.left)
        self.olm.add_changed_users(changed & self.olm.tracked_users)
        # Nobody tells us about those who left; if they come again, we ask anew.
        self.olm.tracked_users -= left

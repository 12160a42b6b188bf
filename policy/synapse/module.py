"""Synapse's entry point: parses the configuration and registers what Parta adds and watches."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from synapse.module_api import NOT_SPAM, ModuleApi
from synapse.spam_checker_api import RegistrationBehaviour

from policy import endpoints
from policy.synapse import gates
from policy.synapse.acceptance import AcceptanceResource, Acceptances
from policy.synapse.activation import ActivateResource
from policy.synapse.clamav import Address, Clamd, parse_address
from policy.synapse.codes import Codes, codes_secret
from policy.synapse.enforcer import Enforcer
from policy.synapse.facts import serve_facts
from policy.synapse.joins import JoinResource
from policy.synapse.letters import LettersResource
from policy.synapse.malformed import answer_malformed
from policy.synapse.uploads import Uploads

logger = logging.getLogger(__name__)

_REVOCATION_MS = 5_000


@dataclass(frozen=True, slots=True)
class Config:
    """The module's settings in homeserver.yaml."""

    provisioner: str  # local part of the provisioning user, who creates and owns all rooms
    clamav: Address | None = None  # where clamd answers; None: files are not scanned
    codes_secret_path: str | None = None  # a file; None: the homeserver's own secret is used


class PartaModule:
    """Configured in homeserver.yaml:

    ``modules: [{module: policy.synapse.PartaModule, config: {provisioner: parta}}]``.
    """

    def __init__(self, config: Config, api: ModuleApi) -> None:
        self._api = api
        self._provisioner = f"@{config.provisioner}:{api.server_name}"
        acceptances = Acceptances(api, self._provisioner)
        self.enforcer = Enforcer(api, self._provisioner, acceptances.address)
        registry = self.enforcer.registry
        api.register_web_resource(endpoints.JOIN, JoinResource(api, registry, self.enforcer.rooms))
        serve_facts(api, registry)
        api.register_web_resource(endpoints.RULES, AcceptanceResource(api, registry, acceptances))
        codes = Codes(
            api,
            self._provisioner,
            registry,
            self.enforcer.incidents,
            codes_secret(api, config.codes_secret_path),
        )
        codes.register()
        api.register_web_resource(endpoints.LETTERS, LettersResource(api, registry, codes))
        api.register_web_resource(
            endpoints.ACTIVATE, ActivateResource(api, registry, codes, acceptances)
        )
        scanner = Clamd(api._hs.get_reactor(), config.clamav) if config.clamav else None
        self.enforcer.uploads = Uploads(
            api, self.enforcer.upload_limits, self.enforcer.refuse_upload, scanner
        )
        self._register_callbacks()
        self._put_gates()
        if api.should_run_background_tasks():
            api.looping_background_call(
                self._take_out_revoked, _REVOCATION_MS, desc="parta_revocations"
            )

    @staticmethod
    def parse_config(config: dict[str, Any]) -> Config:
        """Read the settings; an unknown one is refused: a typing error would be a wrong right.

        Raises:
            ValueError: a setting is missing, unknown, or of the wrong kind.
        """
        known = {"provisioner", "clamav", "codes_secret_path"}
        unknown = config.keys() - known
        if unknown:
            raise ValueError(f"policy.synapse: unknown settings: {', '.join(sorted(unknown))}")
        provisioner = config.get("provisioner")
        if not isinstance(provisioner, str) or not provisioner or ":" in provisioner:
            raise ValueError("policy.synapse: provisioner: the local part of a user id is needed")
        clamav = config.get("clamav")
        path = config.get("codes_secret_path")
        if path is not None and not isinstance(path, str):
            raise ValueError("policy.synapse: codes_secret_path: the path of a file is needed")
        return Config(provisioner, parse_address(str(clamav)) if clamav else None, path)

    def _register_callbacks(self) -> None:
        self._api.register_spam_checker_callbacks(
            user_may_join_room=self.user_may_join_room,
            user_may_invite=self.user_may_invite,
            user_may_send_3pid_invite=self.user_may_send_3pid_invite,
            user_may_create_room=self.user_may_create_room,
            user_may_create_room_alias=self.user_may_create_room_alias,
            user_may_publish_room=self.user_may_publish_room,
            user_may_send_state_event=self.user_may_send_state_event,
            check_username_for_spam=self.check_username_for_spam,
            check_registration_for_spam=self.check_registration_for_spam,
            check_login_for_spam=self.check_login_for_spam,
        )
        self._api.register_third_party_rules_callbacks(
            on_create_room=self.on_create_room,
            check_threepid_can_be_invited=self.check_threepid_can_be_invited,
            check_visibility_can_be_modified=self.check_visibility_can_be_modified,
            check_can_deactivate_user=self.check_can_deactivate_user,
        )

    def _put_gates(self) -> None:
        answer_malformed(self._api, self.enforcer.malformed)
        gates.put_gate(self._api, gates.MEMBERSHIP, self._membership)
        gates.put_gate(self._api, gates.UPGRADE, self._upgrade)
        gates.put_gate(self._api, gates.SET_PROFILE, self._set_profile)
        gates.put_gate(self._api, gates.DELETE_PROFILE, self._set_profile)
        gates.put_gate(self._api, gates.TO_DEVICE, self._to_device)
        gates.put_gate(self._api, gates.SEND, self._send)
        gates.put_gate(self._api, gates.EVENT, self._event)
        gates.put_gate(self._api, gates.ALIAS, self._alias)
        gates.put_gate(self._api, gates.PRESENCE, self._presence)
        gates.put_gate(self._api, gates.BIND, self._identity_server)
        gates.put_gate(self._api, gates.UNBIND, self._identity_server)

    # Callbacks of the module API, under Synapse's names

    async def user_may_send_state_event(
        self,
        user_id: str,
        room_id: str,
        event_type: str,
        state_key: str,
        content: Mapping[str, Any],
    ) -> Any:
        """State from a client, also when it is only scheduled for later."""
        if event_type != "m.room.member":  # memberships go through their gate
            await self.enforcer.event(user_id, room_id, event_type, content, state_key, count=False)
        return NOT_SPAM

    async def user_may_join_room(self, user_id: str, room_id: str, is_invited: bool) -> Any:
        """Joins, and whatever a member changes about the own membership."""
        del is_invited  # the room itself is asked: it knows
        await self.enforcer.join(user_id, room_id)
        return NOT_SPAM

    async def user_may_invite(self, inviter: str, invitee: str, room_id: str) -> Any:
        """Invitations, those of createRoom too."""
        await self.enforcer.invitation(inviter, invitee, room_id)
        return NOT_SPAM

    async def user_may_send_3pid_invite(
        self, inviter: str, medium: str, address: str, room_id: str
    ) -> Any:
        """Invitations by e-mail address or telephone number."""
        del medium, address
        await self.enforcer.feature(inviter, "outsider.invite", room_id)
        return NOT_SPAM

    async def user_may_create_room(self, user_id: str, room_config: dict[str, Any]) -> Any:
        """The second look at a new room; the only one at the room that an upgrade makes."""
        await self.enforcer.creation(user_id, dict(room_config))
        return NOT_SPAM

    async def user_may_create_room_alias(self, user_id: str, room_alias: Any) -> Any:
        """Public names of rooms: only the provisioning user gives any."""
        del room_alias
        await self.enforcer.feature(user_id, "room.describe")
        return NOT_SPAM

    async def user_may_publish_room(self, user_id: str, room_id: str) -> Any:
        """The public list of rooms."""
        await self.enforcer.feature(user_id, "room.describe", room_id)
        return NOT_SPAM

    async def check_username_for_spam(
        self, user_profile: Mapping[str, Any], requester_id: str
    ) -> bool:
        """Is somebody left out of the results of a search for people?"""
        return await self.enforcer.is_hidden(user_profile["user_id"], requester_id)

    async def check_registration_for_spam(
        self,
        email_threepid: Any,
        username: str | None,
        request_info: Any,
        auth_provider_id: str | None = None,
    ) -> RegistrationBehaviour:
        """Accounts come from the roster: who registers from outside brings a request along."""
        del email_threepid, username
        if request_info or auth_provider_id:
            return RegistrationBehaviour.DENY
        return RegistrationBehaviour.ALLOW

    async def check_login_for_spam(
        self,
        user_id: str,
        device_id: str | None,
        initial_display_name: str | None,
        request_info: Any,
        auth_provider_id: str | None = None,
    ) -> Any:
        """Accounts that are nobody's at this school do not log in."""
        del device_id, initial_display_name, request_info, auth_provider_id
        await self.enforcer.login(user_id)
        return NOT_SPAM

    async def on_create_room(
        self, requester: Any, config: dict[str, Any], is_requester_admin: bool
    ) -> None:
        """The first look at a new room: it is put right in place."""
        del is_requester_admin  # somebody of the roster is bound, whatever rights the account has
        await self.enforcer.creation(requester.user.to_string(), config)

    async def check_threepid_can_be_invited(
        self, medium: str, address: str, state_events: Any
    ) -> bool:
        """Nobody from outside is invited by address, whoever asks."""
        del medium, address, state_events
        return False

    async def check_visibility_can_be_modified(
        self, room_id: str, state_events: Any, new_visibility: str
    ) -> bool:
        """No room is public."""
        del room_id, state_events
        return new_visibility == "private"

    async def check_can_deactivate_user(self, user_id: str, by_admin: bool) -> bool:
        """An account ends by the roster, not by its owner: what a child wrote stays to be seen."""
        del user_id
        return by_admin

    # Gates

    async def _membership(self, call: Mapping[str, Any]) -> None:
        content = dict(call.get("content") or {})
        if call.get("third_party_signed") is not None:
            content["third_party_signed"] = True  # nobody comes by the word of another server
        await self.enforcer.membership(
            call["requester"].user.to_string(),
            call["target"].to_string(),
            call["room_id"],
            call["action"],
            content,
        )

    async def _upgrade(self, call: Mapping[str, Any]) -> None:
        await self.enforcer.upgrade(call["requester"].user.to_string(), call["old_room_id"])

    async def _set_profile(self, call: Mapping[str, Any]) -> None:
        if not call.get("by_admin"):
            await self.enforcer.profile(
                call["requester"].user.to_string(), call["field_name"], call.get("new_value")
            )

    async def _to_device(self, call: Mapping[str, Any]) -> None:
        messages = call["messages"]
        await self.enforcer.to_device(
            call["requester"].user.to_string(),
            call["message_type"],
            # What is no list of recipients is for nobody that one may write to.
            messages.keys() if isinstance(messages, Mapping) else [""],
        )

    async def _send(self, call: Mapping[str, Any]) -> None:
        event = call["event_dict"]
        await self.enforcer.form(
            call["requester"].user.to_string(),
            event["room_id"],
            event["type"],
            event["content"],
            is_state="state_key" in event,
        )

    async def _event(self, call: Mapping[str, Any]) -> None:
        """Every event of a client but memberships, when it is sent."""
        event = call["event"]
        await self.enforcer.event(
            event.sender,
            event.room_id,
            event.type,
            event.content,
            event.get_state_key(),
            event.redacts if event.type == "m.room.redaction" else None,
        )

    async def _alias(self, call: Mapping[str, Any]) -> None:
        await self.enforcer.local(call["room_alias"].domain)

    async def _presence(self, call: Mapping[str, Any]) -> None:
        words = call["state"].get("status_msg")
        if words and not call.get("is_sync"):
            # Everybody who shares a room reads it.
            await self.enforcer.profile(call["target_user"].to_string(), "status_msg", words)

    async def _identity_server(self, call: Mapping[str, Any]) -> None:
        if call["id_server"] is not None:
            await self.enforcer.local(call["id_server"])

    async def _take_out_revoked(self) -> None:
        """Who lost the role by a director's word leaves all rooms that came with it (R4)."""
        for user, room_id in await self.enforcer.misplaced():
            # Many rooms take a while, and the director may have confirmed the person meanwhile.
            if not await self.enforcer.is_misplaced(user, room_id):
                continue
            try:
                await self._api.update_room_membership(self._provisioner, user, room_id, "leave")
            except Exception:
                logger.exception("%s could not be taken out of %s", user, room_id)

"""The open pages of this web process: their hub, their switchboard, and the lease between them."""

from cti_adapter.app.product import Product, Threads, new_id, utc_now
from cti_adapter.duties import Duty
from cti_adapter.service.pages import Pages
from cti_adapter.storage import Storage
from cti_adapter.web.hub import Hub
from cti_adapter.web.loops import loop_of_this_process
from cti_adapter.web.presence import BEAT_S, Departures, Heartbeat
from cti_adapter.web.switchboard import Switchboard


class OpenPages:
    """What sockets need; the lease is put on once there is a product."""

    def __init__(self, storage: Storage) -> None:
        self.hub = Hub(loop_of_this_process())
        self.switchboard = Switchboard(self.hub, storage.people.messages_since, Threads())

    def lease(self, product: Product) -> tuple[Pages, tuple[Duty, ...]]:
        """Return who keeps the lease of these pages, and the duties that come with it."""
        process, processes = new_id(), product.storage.web_processes
        pages = Pages(product.states, process, processes.last_seen)
        departures = Departures(pages, utc_now)
        self.hub.on_gone = departures.note
        heartbeat = Heartbeat(
            process, processes=processes, hub=self.hub, pages=pages, clock=utc_now
        )
        return pages, (
            Duty("heartbeat", heartbeat.beat, every_s=BEAT_S),
            Duty("departures", departures.tell, every_s=0),
        )

"""Print jobs as the real server keeps them: given with a lease, never again once begun."""

import base64
import time
from dataclasses import dataclass, field

#: What a box may report → from which states it is believed.
REPORTS = {
    "sending": ("leased", "blocked", "sending"),
    "sent": ("sending", "sent", "unknown"),
    "printed": ("sending", "sent", "printed", "unknown"),
    "blocked": ("leased", "blocked"),
    "released": ("leased", "blocked"),
    "failed": ("leased", "blocked", "failed"),
    "unknown": ("sending", "sent", "unknown"),
}
OVER = ("sent", "printed", "unknown", "failed", "expired", "cancelled")


@dataclass
class Kept:
    id: int
    device: str
    content: bytes
    format: str = "zpl"
    state: str = "queued"
    detail: str = ""
    fence: int = 0
    until: float = 0.0
    #: All that was reported of it.
    history: list = field(default_factory=list)


class Jobs:
    """:ivar lease: seconds"""

    def __init__(self):
        self.rows, self.lease = {}, 60.0

    def add(self, device, content=b"^XA^XZ", format="zpl"):
        job = Kept(len(self.rows) + 1, device, content, format)
        self.rows[job.id] = job
        return job

    def waiting(self):
        return sum(self._is_free(job) for job in self.rows.values())

    def _is_free(self, job):
        return job.state == "queued" or (job.state == "leased" and job.until < time.monotonic())

    def claim(self, limit, devices, kept=None):
        lost = [
            one
            for one in self.rows.values()
            if kept is not None and one.state in ("leased", "blocked") and one.id not in kept
        ]
        free = [
            one
            for one in self.rows.values()
            if (self._is_free(one) or one in lost) and one.device in devices
        ]
        for job in free[:limit]:
            job.state, job.fence = "leased", job.fence + 1
            job.until = time.monotonic() + self.lease
        return [
            {
                "id": job.id,
                "fence": job.fence,
                "device": job.device,
                "format": job.format,
                "content": base64.b64encode(job.content).decode(),
                "title": f"Label {job.id}",
                "lease_ms": int(self.lease * 1000),
                "expires_ms": None,
            }
            for job in free[:limit]
        ]

    def report(self, row):
        job = self.rows.get(row["id"])
        if not job:
            return {"id": row["id"], "status": "refused", "state": None}
        if job.fence != row["fence"]:
            return {"id": job.id, "status": "stale", "state": job.state}
        if job.state not in REPORTS[row["state"]]:
            return {"id": job.id, "status": "refused", "state": job.state}
        job.state = "queued" if row["state"] == "released" else row["state"]
        job.detail = row["detail"]
        job.history.append(row["state"])
        return {"id": job.id, "status": "ok", "state": job.state}

    def are_over(self):
        return all(job.state in OVER for job in list(self.rows.values()))

"""A file of SQLite on a network file system is noticed before anything is written to it."""

from pathlib import Path, PurePath

import pytest

from cti_adapter.errors import SettingsError
from cti_adapter.storage.mounts import NETWORK, file_system, refuse_network_file

MOUNTINFO = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,discard
28 27 0:40 / /srv rw,relatime shared:2 master:1 - nfs4 nas:/srv rw,vers=4.2
29 28 254:3 / /srv/local rw - xfs /dev/vdc rw
30 27 0:41 / /mnt/two\040words rw - cifs //nas/two rw
31 27 0:42 / /data rw - autofs systemd-1 rw,fd=50
32 31 0:43 / /data rw - fuse.sshfs me@nas: rw,user_id=0
33 27 0:44 / /var rw - nfs nas:/var rw
34 27 254:4 / /var rw - ext4 /dev/vdd rw
not a line of a mount
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/cti.sqlite3", "ext4"),
        ("/srv/cti.sqlite3", "nfs4"),
        ("/srv", "nfs4"),
        ("/srv/local/deep/cti.sqlite3", "xfs"),
        ("/srvx/cti.sqlite3", "ext4"),
        ("/mnt/two words/cti.sqlite3", "cifs"),
        ("/data/cti.sqlite3", "fuse.sshfs"),
        ("/var/cti.sqlite3", "ext4"),
    ],
)
def test_a_file_is_on_the_mount_that_is_nearest_and_newest(place: str, kind: str) -> None:
    """A name that only begins alike is another folder; what was mounted later hides the rest."""
    assert kind == file_system(MOUNTINFO, PurePath(place))


def test_what_is_not_said_is_not_guessed() -> None:
    assert "" == file_system("", PurePath("/cti.sqlite3"))


def mounted(folder: Path, at: Path, kind: str) -> Path:
    file = folder / "mountinfo"
    point = str(at).replace(" ", r"\040")
    file.write_text(f"1 0 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 / {point} rw - {kind} nas: rw\n")
    return file


@pytest.mark.parametrize("kind", sorted(NETWORK))
def test_a_file_behind_a_network_is_refused_with_reason_and_remedy(
    tmp_path: Path, kind: str
) -> None:
    """Nothing is made there, the folder neither."""
    place = tmp_path / "of the nas" / "cti.sqlite3"
    mounts = mounted(tmp_path, place.parent, kind)

    with pytest.raises(SettingsError) as refused:
        refuse_network_file(f"sqlite:///{place}", mounts)

    assert f"{place} is on a network file system ({kind})" in str(refused.value)
    assert "postgresql+psycopg://" in str(refused.value)
    assert not place.parent.exists()


def test_a_link_that_leads_there_is_followed(tmp_path: Path) -> None:
    """/var/lib/cti may be a link to anywhere."""
    nas = tmp_path / "nas"
    nas.mkdir()
    (tmp_path / "here").symlink_to(nas)

    with pytest.raises(SettingsError, match="network file system"):
        refuse_network_file(
            f"sqlite:///{tmp_path / 'here' / 'cti.sqlite3'}", mounted(tmp_path, nas, "nfs4")
        )


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk"])
def test_a_disk_of_this_machine_is_accepted(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "cti.sqlite3"

    refuse_network_file(f"sqlite:///{place}", mounted(tmp_path, tmp_path, kind))


def test_a_server_may_be_anywhere_and_a_system_may_say_nothing(tmp_path: Path) -> None:
    """PostgreSQL is asked over the network; and not every system is Linux."""
    refuse_network_file("postgresql+psycopg://cti@db/cti", mounted(tmp_path, tmp_path, "nfs4"))
    refuse_network_file(f"sqlite:///{tmp_path / 'cti.sqlite3'}", tmp_path / "no-such-file")

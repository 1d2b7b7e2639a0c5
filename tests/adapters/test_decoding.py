import contextlib
import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.decoding import unpacker
from monitor.core.errors import FetchError
from tests.support.server import empty_gzip_members

PACKERS = {
    "": lambda data: data,
    "identity": lambda data: data,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "X-GZIP": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
}


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def unpack(encoding: str, packed: bytes, step: int = 0) -> tuple[bytes, bool]:
    decoder = unpacker(encoding)
    size = step or max(1, len(packed))
    pieces = [piece for at in range(0, len(packed), size) for piece in decoder.feed(packed[at : at + size])]
    return b"".join(pieces), decoder.complete


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("step", [0, 1, 7])
def test_a_body_comes_back_however_it_is_cut_into_pieces(encoding: str, step: int) -> None:
    data = "Envoys met in 北京. ".encode() * 40
    assert unpack(encoding, PACKERS[encoding](data), step) == (data, True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_large_body_comes_in_bearable_pieces(encoding: str) -> None:
    data = bytes(3 * 2**20)
    decoder = unpacker(encoding)
    sizes = [len(piece) for piece in decoder.feed(PACKERS[encoding](data))]
    assert sum(sizes) == len(data)
    assert max(sizes) <= 2**19


def test_deflate_without_its_header_is_understood_too() -> None:
    data = b"no header at all" * 9
    assert unpack("deflate", raw_deflate(data)) == (data, True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_stops_early_is_known(encoding: str) -> None:
    packed = PACKERS[encoding](bytes(range(256)) * 50)
    assert unpack(encoding, packed[: len(packed) // 2])[1] is False
    assert unpack(encoding, b"")[1] is False


def test_several_members_and_padding_are_allowed() -> None:
    members = gzip.compress(b"one ") + gzip.compress(b"two")
    assert unpack("gzip", members + bytes(512)) == (b"one two", True)


def test_thousands_of_empty_members_are_refused() -> None:
    with pytest.raises(FetchError, match="more than 100 pieces"):
        unpack("gzip", empty_gzip_members(50_000))


@pytest.mark.parametrize("encoding", ["zstd", "compress", "gzip, br", "\x00"])
def test_what_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError, match="was not asked for"):
        unpacker(encoding)


@given(st.sampled_from(["gzip", "deflate", "br"]), st.binary(max_size=300))
def test_arbitrary_bytes_raise_only_the_expected_error(encoding: str, data: bytes) -> None:
    with contextlib.suppress(FetchError):
        unpack(encoding, data)


@given(st.binary(max_size=2000), st.integers(1, 64))
def test_gzip_is_undone_exactly(data: bytes, step: int) -> None:
    assert unpack("gzip", gzip.compress(data, mtime=0), step) == (data, True)

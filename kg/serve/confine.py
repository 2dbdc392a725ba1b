"""What a worker process may not do: use more memory than it was given, outlive the server, open a connection."""

from __future__ import annotations

import ctypes
import platform
import resource
import signal
import struct
import sys

__all__ = ["die_with_parent", "limit_memory", "refuse_network", "resident"]

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
# By machine, as Linux numbers them: the architecture's mark, then socket, connect, and io_uring_setup, a way round.
_CALLS = {"x86_64": (0xC000003E, (41, 42, 425)), "aarch64": (0xC00000B7, (198, 203, 425))}
_X32 = 0x40000000  # the same calls by other numbers
_LOAD, _EQUAL, _GREATER, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000


def limit_memory(more: int) -> None:
    """Let this process take so many bytes more than it has now; an allocation beyond that ends it."""
    ceiling = _size() + more
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def resident() -> int:
    """Return how many bytes of memory this process occupies; 0 where the system does not say."""
    return _pages(1) if sys.platform == "linux" else 0


def _size() -> int:
    return _pages(0) if sys.platform == "linux" else 1 << 30


def _pages(field: int) -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib is a slow import in a worker
        return int(statm.read().split()[field]) * resource.getpagesize()


def die_with_parent() -> None:
    """Have the kernel end this process when the server ends; elsewhere than on Linux the closed pipe does."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def refuse_network() -> bool:
    """Have the kernel refuse every new connection of this process, whatever a query says.

    Returns
    -------
    bool
        Whether this system can do that; where it cannot, :func:`kg.sparql.refuse` stands alone.
    """
    known = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    architecture, calls = known
    program = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    program += [(_GREATER, len(calls) + 1, 0, _X32)]
    program += [(_EQUAL, len(calls) - at, 0, number) for at, number in enumerate(calls)]
    program += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(code)))
    return _prctl(_PR_SET_NO_NEW_PRIVS, 1) and _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header))


def _prctl(option: int, argument: int, pointer: int = 0) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    return int(library.prctl(option, ctypes.c_ulong(argument), ctypes.c_void_p(pointer), zero, zero)) == 0

"""Writes line-frames.txt: type, sequence, payload and the bytes on the line, in hex. Version 1."""


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def cobs(data):
    """As in the paper: a zero is added at the end, and what it adds is left out after a full block."""
    out = b""
    block = b""
    for i, byte in enumerate(data + b"\0"):
        if byte == 0:
            if not (i == len(data) and block == b"" and full):
                out += bytes([len(block) + 1]) + block
            block = b""
            full = False
        else:
            block += bytes([byte])
            full = len(block) == 254
            if full:
                out += b"\xff" + block
                block = b""
    return out


def line(kind, sequence, payload):
    plain = bytes([kind]) + sequence.to_bytes(2, "little") + payload
    plain += crc32c(plain).to_bytes(4, "little")
    return b"\0" + cobs(plain) + b"\0"


assert crc32c(b"123456789") == 0xE3069283  # RFC 3720
assert cobs(b"\x11\x22\x00\x33") == b"\x03\x11\x22\x02\x33"
assert cobs(bytes(range(1, 255))) == b"\xff" + bytes(range(1, 255))

frames = [
    (0, 0, b""),
    (1, 1, b"\x00"),
    (2, 0xFFFF, b"tintin"),
    (1, 0x0102, bytes(range(256))),
    (1, 7, bytes(300)),
    (255, 0x8001, bytes(i * 7 % 255 + 1 for i in range(700))),
]
# Just below a full block, a full one, and just above; the checksum decides where zeros are.
for count in (246, 247, 248):
    frames.append((1, 0x0303, bytes([9] * count)))
with open("line-frames.txt", "w") as out:
    for kind, sequence, payload in frames:
        out.write(f"{kind} {sequence} {payload.hex() or '-'} {line(kind, sequence, payload).hex()}\n")

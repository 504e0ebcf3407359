"""CSV files of devices that nobody made, the same for the same arguments."""

import random

MODELS = {
    "Contoso": ["Book 13", "Book 15", "Desk Mini", "Tab 10"],
    "Fabrikam": ["F100", "F200", "F200 Touch", "F900 Rugged"],
    "Northwind Traders": ["Aurora 3", "Aurora 5", "Aurora 7 Pro", "Borealis"],
    "Adventure Works": ["Trail 11", "Trail 14", "Summit", "Summit X"],
    "Tailspin Toys": ["Loop", "Loop Plus", "Yaw 2", "Yaw 3"],
    "Wingtip": ["Slate 8", "Slate 10", "Slate 12", "Desk One", "Desk Two"],
}
HEADER = "Manufacturer,Model,Serial Number\r\n"
SERIAL_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
SERIAL_LENGTH = 10
# Not of the alphabet: a serial number that ends with it is in no directory.
UNKNOWN = "Z"
ROWS_A_STEP = 100_000


def expected_failures(rows):
    return (rows + 99) // 100


def write_devices(rows, seed, directory, upload):
    """Writes `rows` directory entries to the file `directory`, and to `upload` the same devices in
    another order, as a customer would order them: each hundredth with a serial number that the
    directory does not have."""
    source = random.Random(seed)
    to_alphabet = bytes(ord(SERIAL_ALPHABET[byte % 32]) for byte in range(256))
    beginnings = [f"{maker},{model}," for maker, models in MODELS.items() for model in models]
    with open(directory, "w", newline="") as entries, open(upload, "w", newline="") as devices:
        entries.write(HEADER)
        devices.write(HEADER)
        for first in range(0, rows, ROWS_A_STEP):
            count = min(ROWS_A_STEP, rows - first)
            serials = source.randbytes(SERIAL_LENGTH * count).translate(to_alphabet).decode()
            lines = [
                beginning + serials[i * SERIAL_LENGTH:(i + 1) * SERIAL_LENGTH]
                for i, beginning in enumerate(source.choices(beginnings, k=count))
            ]
            entries.write("\r\n".join(lines) + "\r\n")
            source.shuffle(lines)
            lines[::100] = [line[:-1] + UNKNOWN for line in lines[::100]]
            devices.write("\r\n".join(lines) + "\r\n")


def split(upload, rows_a_file):
    """The file's rows as small files, each with the header, as bytes."""
    with open(upload, newline="") as file:
        lines = file.readlines()[1:]
    return [
        (HEADER + "".join(lines[i:i + rows_a_file])).encode()
        for i in range(0, len(lines) - rows_a_file + 1, rows_a_file)
    ]

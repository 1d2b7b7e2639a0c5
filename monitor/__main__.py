"""`envoy-monitor`, and `python -m monitor`.

A worker process imports the script that started the program, and with it this file: what the verbs need stands inside.
"""


def main() -> None:
    """Run the command."""
    from monitor.cli import main as run

    run()


if __name__ == "__main__":
    main()

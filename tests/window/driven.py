"""The login window as a screen reader and a keyboard find it, driven through examples/screens.rs."""

import os
import select
import subprocess

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi

from surroundings import LIMIT_S, happens, until

PIN_FIELD = "4-digit PIN of the user authentication certificate"
# After this long without anything to see, a person notices that a key did nothing.
NOTICED_S = 1.5


def on_display(process):
    """The number of a process's window, as text, in a list; empty while there is none."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--pid", str(process.pid)],
        capture_output=True, text=True, check=False,
    )
    return found.stdout.split()[:1]


class Window:
    """The login window with one screen, and the person in front of it."""

    def __init__(self, screen, lang="en"):
        self.process = subprocess.Popen(
            [os.environ["SCREENS"], lang, screen],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.id = until("a window", lambda: on_display(self.process))
        self.root = until("an accessible window", self._find_root)

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(LIMIT_S)
        self.process.stdout.close()
        return code

    def show(self, screen):
        print(screen, file=self.process.stdin, flush=True)

    def has_answered(self):
        return select.select([self.process.stdout], [], [], 0)[0]

    def answer(self):
        """The next word that says what the person did."""
        assert select.select([self.process.stdout], [], [], LIMIT_S)[0], "no answer"
        return self.process.stdout.readline().strip()

    def remaining_answers(self):
        """Closes the window, and returns what else the person did."""
        self.process.stdin.close()
        with self.process.stdout as answers:
            return answers.read().split()

    def press(self, *keys):
        """Presses keys as fast as they can be pressed."""
        subprocess.run(["xdotool", "key", "--delay", "0", *keys], check=True)

    def focused(self):
        """The name of what has the focus in the window."""
        holds = lambda node: node.get_state_set().contains(Atspi.StateType.FOCUSED)
        return next((node.get_name() for node in self.nodes() if holds(node)), None)

    def tab_to(self, name, key="Tab"):
        """Moves the focus to a control, a press at a time: the next one when the last has been seen to do what it does."""

        def there():
            before = self.focused()
            if before == name:
                return True
            self.press(key)
            # A press that is seen to do nothing was ignored; one that is only late would move the focus once too often.
            happens(lambda: self.focused() != before, NOTICED_S)
            return False

        until(f"the focus on {name}", there)

    def press_until(self, key, what, so):
        """Presses a key until it has done what it does: the window ignores keys just after it gets the focus.

        Only for keys that may as well be pressed twice.
        """
        return until(what, lambda: so() or (self.press(key), so())[1])

    def begin(self):
        """Waits until the window takes keys, by one that is no digit and leaves the entry empty."""
        self.press_until("x", "the PIN that is meant", lambda: self.node("It is the PIN of four digits"))

    def enter(self, digits):
        for place, digit in enumerate(digits):
            self.press(digit)
            until(f"{place + 1} bullets", lambda: self.typed() == "•" * (place + 1))

    def nodes(self):
        # The bus tells of changes; what it has told before is not to be trusted.
        self.root.clear_cache()
        return [self.root.get_child_at_index(at) for at in range(self.root.get_child_count())]

    def node(self, name):
        return next((node for node in self.nodes() if node.get_name() == name), None)

    def says(self, words):
        return until(words, lambda: any(words in (node.get_name() or "") for node in self.nodes()))

    def typed(self):
        field = self.node(PIN_FIELD)
        return Atspi.Text.get_text(field, 0, Atspi.Text.get_character_count(field))

    def _find_root(self):
        desktop = Atspi.get_desktop(0)
        for at in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(at)
            if application and application.get_process_id() == self.process.pid:
                return application.get_child_at_index(0)
        return None

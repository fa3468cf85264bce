"""The accessibility tree of every screen in both languages."""

import os
import subprocess
import unittest

from driven import Atspi, Window
from surroundings import until

LABEL, BUTTON, ENTRY = Atspi.Role.LABEL, Atspi.Role.PUSH_BUTTON, Atspi.Role.PASSWORD_TEXT
STARTS_WITH = [LABEL, LABEL, LABEL]  # the site, how things stand, what to do now
ENTERS_PIN = "pin", "pin-wrong", "pin-last", "pin-fault-counted", "pin-fault-not-counted", \
    "pin-fault-unclear", "pin-answer-lost", "pin-tries-changed"


class Tree(unittest.TestCase):
    def test_every_screen_can_be_heard(self):
        listed = subprocess.run([os.environ["SCREENS"], "list"], capture_output=True, text=True, check=True)
        for lang in ["ja", "en"]:
            window = Window("starting", lang)
            self.addCleanup(lambda window=window: window.process.poll() is None and window.close())
            before = None
            for screen in listed.stdout.split():
                with self.subTest(lang=lang, screen=screen):
                    window.show(screen)
                    before = self.settled(window, before)
                    self.check(screen, lang, window.nodes())
            self.assertEqual(window.close(), 0)

    def settled(self, window, before):
        """The words of the next screen, read twice: a tree may change while it is read."""
        read = [before]

        def so():
            words = [node and node.get_name() for node in window.nodes()]
            read.append(words)
            return words not in (before, []) and None not in words and words == read[-2] and words

        return until("another screen", so)

    def check(self, screen, lang, nodes):
        roles = [node.get_role() for node in nodes]
        self.assertEqual(roles[:3], STARTS_WITH)
        self.assertLessEqual(set(roles), {LABEL, BUTTON, ENTRY})
        for node in nodes:
            self.assertTrue(node.get_name(), f"a {node.get_role_name()} without a name")
        self.assertTrue(nodes[0].get_name().endswith(" https://portal.example"))
        for said in nodes[1:3]:
            self.assertEqual(said.get_name().isascii(), lang == "en" and "“" not in said.get_name()
                             and "’" not in said.get_name())
        # The PIN is asked for where it is, and nowhere else; the field says what is left.
        self.assertEqual(roles.count(ENTRY), 1 if screen in ENTERS_PIN else 0)
        for node in nodes:
            states = node.get_state_set()
            if node.get_role() == ENTRY:
                self.assertRegex(node.get_description(), "try left|tries left|あと[123]回")
                self.assertTrue(states.contains(Atspi.StateType.FOCUSABLE))
            elif node.get_role() == BUTTON and states.contains(Atspi.StateType.SENSITIVE):
                self.assertEqual(Atspi.Action.get_n_actions(node), 1)
                self.assertTrue(states.contains(Atspi.StateType.FOCUSABLE))
        # Every screen can be left, but the one that leaves by itself; only an incomplete PIN cannot go on.
        buttons = [node for node in nodes if node.get_role() == BUTTON]
        self.assertEqual(bool(buttons), screen != "done")
        usable = [node for node in buttons if node.get_state_set().contains(Atspi.StateType.SENSITIVE)]
        self.assertEqual(len(buttons) - len(usable), 1 if screen in ENTERS_PIN else 0)

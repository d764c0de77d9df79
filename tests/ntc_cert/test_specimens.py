"""Pages of many sheets told from the longest and the shortest of each make."""

from ntc_cert.specimens import TAG, alike_together, pages_of_all, specimen

LETTERS_A_PAGE = 10


class Laid:
    """A page for each ten letters between the tags, and a count of what was laid out."""

    def __init__(self):
        self.texts = []

    def pages(self, text):
        self.texts.append(text)
        return -(-len(TAG.sub("", text)) // LETTERS_A_PAGE)


def sheet(*words, tag="p"):
    return "".join(f"<{tag}>{word}</{tag}>" for word in words)


def test_sheets_of_one_make_are_told_from_one_that_holds_the_longest_words_of_all():
    laid = Laid()
    assert pages_of_all([sheet("ab", "abcd"), sheet("abcde", "a"), sheet("a", "a")], laid.pages) == 3
    assert laid.texts == [sheet("abcde", "abcd")]


def test_makes_are_told_apart_by_their_tags_and_not_by_what_a_drawing_is():
    drawn = [f'<img src="{code}" alt="{code}"><p>a</p>' for code in ("one", "another")]
    assert alike_together([*drawn, sheet("a"), sheet("a", tag="b")]) == [drawn, [sheet("a")], [sheet("a", tag="b")]]


def test_several_pages_are_told_where_the_shortest_takes_as_many():
    assert pages_of_all([sheet("a" * 11), sheet("a" * 19)], Laid().pages) == 4
    assert pages_of_all([sheet("a" * 25)], Laid().pages) == 3


def test_nothing_is_told_where_sheets_of_one_make_may_differ():
    assert pages_of_all([sheet("a" * 11), sheet("a" * 9)], Laid().pages) is None
    assert pages_of_all([sheet("a"), sheet("b", tag="b")], lambda text: None if "<b>" in text else 1) is None


def test_no_sheet_takes_no_page():
    assert pages_of_all([], Laid().pages) == 0


def test_a_specimen_keeps_the_tags_of_the_first():
    assert specimen(['<i id="1">ab</i>', '<i id="2">abc</i>'], max) == '<i id="1">abc</i>'

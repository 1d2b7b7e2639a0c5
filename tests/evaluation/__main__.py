"""`make eval`: read the corpora, print their figures, write them to docs/accuracy.md.

    python -m tests.evaluation [--own] [--show relevance|meetings|quotes|structure]

`--own` leaves out the second corpus; `--show` lists what was read wrongly, of the project's own stories only.
Exits 1 where a figure of the project's own stories is short of its aim, or where general news raises an alarm.
"""

from __future__ import annotations

import argparse

from monitor.knowledge import load_knowledge
from tests.evaluation import general_news, report
from tests.evaluation.corpus import load
from tests.evaluation.evaluation import evaluate, own_pages, shared_corpus, shared_evaluation


def main() -> int:
    """Run the evaluation."""
    options = argparse.ArgumentParser(prog="python -m tests.evaluation", description=(__doc__ or "").split("\n")[0])
    options.add_argument("--own", action="store_true", help="only the project's own stories")
    options.add_argument("--show", choices=["relevance", "meetings", "quotes", "structure"], help="list the mistakes")
    given = options.parse_args()
    knowledge = load_knowledge()
    articles = load()
    scores = evaluate(articles, own_pages(articles), knowledge)
    figures = {language: score.figures() for language, score in scores.items()}
    sections = [report.section(report.own_title(), articles, figures)]
    shared = None if given.own else shared_evaluation()
    if shared is not None:
        others, pages = shared_corpus(shared)
        second = {language: score.figures() for language, score in evaluate(others, pages, knowledge).items()}
        sections.append(report.section("Another hand's stories, on other sites", others, second))
    for mistake in (one for score in scores.values() for one in score.mistakes if one.part == given.show):
        print(f"{mistake.article}: {mistake.text}")
    news = general_news.measure(knowledge, None if given.own else shared_evaluation())
    sections.append(report.general_section(news))
    print("\n".join(sections))
    if not given.own:
        report.write(sections)
    short = [f"general news: {alarm.story}" for one in news for alarm in one.alarms]
    short += [
        f"{language} {name}"
        for language in figures
        for name, value in figures[language].items()
        if report.reached(name, language, value) is False
    ]
    if short:
        print("Short of the aim: " + ", ".join(short))
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())

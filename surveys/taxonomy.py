"""The eleven emotions of the survey and where they stand in Russell's circumplex.

Quadrants: Q1 arousal + valence +, Q2 arousal + valence −, Q3 arousal − valence −, Q4 arousal − valence +.

References
----------
Russell (1980), "A circumplex model of affect", J. Pers. Soc. Psychol. 39.
Gómez-Cañón et al. (2020), "Joyful for you and tender for us", ISMIR: the eleven emotions, in this order
(GEMS-9 of Zentner et al. 2008 with anger, fear and surprise; no nostalgia).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Quadrant(Enum):
    """A quadrant with the signs of its arousal and valence."""

    Q1 = (1, 1)
    Q2 = (1, -1)
    Q3 = (-1, -1)
    Q4 = (-1, 1)

    @property
    def arousal(self) -> int:
        """+1 or −1."""
        return self.value[0]

    @property
    def valence(self) -> int:
        """+1 or −1."""
        return self.value[1]


@dataclass(frozen=True)
class Emotion:
    """An emotion a listener rates; ``id`` is what the store, exports and reports say."""

    id: str
    quadrant: Quadrant


EMOTIONS: tuple[Emotion, ...] = (
    Emotion("anger", Quadrant.Q2),
    Emotion("bitterness", Quadrant.Q3),
    Emotion("fear", Quadrant.Q2),
    Emotion("joy", Quadrant.Q1),
    Emotion("peace", Quadrant.Q4),
    Emotion("power", Quadrant.Q1),
    Emotion("sadness", Quadrant.Q3),
    Emotion("surprise", Quadrant.Q1),
    Emotion("tenderness", Quadrant.Q4),
    Emotion("tension", Quadrant.Q2),
    Emotion("transcendence", Quadrant.Q4),
)

EMOTION_IDS: tuple[str, ...] = tuple(emotion.id for emotion in EMOTIONS)

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite:///burgers.db")
SessionLocal = sessionmaker(bind=engine)


def get_session() -> Iterator[Session]:
    """A dependency that is `def`: FastAPI runs it in a thread."""
    with SessionLocal() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
